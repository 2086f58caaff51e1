"""The two ways a local Neo4j can fail: it cannot be had on this machine, or it can and went wrong."""


class Neo4jProblem(Exception):
    """One line for the person at the terminal; the command ends with `exit_code`."""

    exit_code = 1


class NotAvailable(Neo4jProblem):
    """Something this machine lacks; the line says what and how to get it, so a caller may leave Neo4j out."""

    exit_code = 3
