"""The command line `clausetrail`: a thin rim over the use cases."""

from api.cli.program import main

__all__ = ["main"]
