"""Starts, finds, empties and stops a real Neo4j server: `python scripts/neo4j_server.py --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file from anywhere

from scripts.neo4j_local.command import main

if __name__ == "__main__":
    sys.exit(main())
