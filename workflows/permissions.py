"""The one permission table, read from `permissions.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import yaml

from graph_schema.accounts import ROLES
from graph_schema.errors import Forbidden


@cache
def table() -> Mapping[str, frozenset[str]]:
    """Roles by right."""
    data = yaml.safe_load((resources.files("workflows") / "permissions.yaml").read_text(encoding="utf-8"))
    return {right: frozenset(ROLES) if roles == "any" else frozenset(roles) for right, roles in data.items()}


def may(roles: Iterable[str], right: str) -> bool:
    """Whether one of the roles has the right."""
    return not table()[right].isdisjoint(roles)


def require(roles: Iterable[str], right: str) -> None:
    """Refuse who may not: Forbidden `not_allowed`."""
    if not may(roles, right):
        raise Forbidden("not_allowed", right=right)
