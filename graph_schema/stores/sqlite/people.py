"""Accounts, sessions and tokens as JSON text, and back."""

from __future__ import annotations

import json
from dataclasses import asdict

from graph_schema.accounts import Account, Session, Token


def text_of(value: Account | Session | Token) -> str:
    """The value as JSON text."""
    return json.dumps(asdict(value), ensure_ascii=False)


def account_from(text: str) -> Account:
    """The account read back."""
    data = json.loads(text)
    return Account(**{**data, "roles": tuple(data["roles"])})


def session_from(text: str) -> Session:
    """The session read back."""
    return Session(**json.loads(text))


def token_from(text: str) -> Token:
    """The token read back."""
    return Token(**json.loads(text))
