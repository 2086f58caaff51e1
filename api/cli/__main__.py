"""`python -m api.cli`."""

import sys

from api.cli.program import main

sys.exit(main())
