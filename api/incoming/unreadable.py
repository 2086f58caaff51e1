"""What both rims refuse before they understand it."""

from __future__ import annotations

from graph_schema.errors import ClausetrailError


class Unreadable(ClausetrailError):
    """What was sent is not what it says it is: no JSON, a broken form, a request that makes no sense."""

    status = 400
