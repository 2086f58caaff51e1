"""Accounts: set up, added, given passwords and tokens; signing in and out."""

from __future__ import annotations

import hashlib
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph_schema.accounts import ROLES, Account, Session, Token
from graph_schema.dates import instant_text
from graph_schema.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from graph_schema.ids import new_id
from graph_schema.ports import Transaction
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Instant
from workflows.answers import Json
from workflows.permissions import require
from workflows.system import Person, System

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=24)
PASSWORD_LEAST = 10
"""Characters of a password at least; there is no most but this, and nothing is cut off (NIST 800-63B, 3.1.1)."""
PASSWORD_MOST = 1_000
HASHED_AT_ONCE = 4
TOKEN_DAYS_MOST = 3_650
ADMINISTRATOR = "administrator"
_WORDS = 4
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made: its name, how the person is shown, its roles."""

    name: str
    display: str
    roles: tuple[str, ...]
    language: str = "zh-Hans"


@cache
def _at_once() -> threading.BoundedSemaphore:
    """Sign-ins hashed at once: each takes 64 MiB, and a crowd of them must not take the machine (R42)."""
    return threading.BoundedSemaphore(HASHED_AT_ONCE)


@cache
def _nobody() -> str:
    """Verified when the account is unknown, so that known and unknown names take the same time. Made when first
    needed: it takes as long as a sign-in, which no command may wait for."""
    return _hasher.hash(secrets.token_urlsafe(16))


def generated_password() -> str:
    """A password of about 80 bits that can be read aloud and typed."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(_WORDS))


def check_new(new: NewAccount) -> None:
    """Refuse names and roles that cannot be."""
    name = new.name
    if not name or len(name) > 60 or any(one.isspace() or one in ":/@" or _unseen(one) for one in name):
        raise InvalidInput("account_name_invalid", name=name[:60])
    if not new.roles or (unknown := set(new.roles) - set(ROLES)):
        raise InvalidInput("role_unknown", role=", ".join(sorted(unknown)) if new.roles else "", known=", ".join(ROLES))


def _unseen(character: str) -> bool:
    """Control, format and surrogate characters: two names that look alike must not be two accounts."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")


def make(new: NewAccount, password: str, at: Instant, initial: bool) -> Account:
    """The account with its password hashed (argon2id)."""
    check_new(new)
    _check_password(password)
    return Account(
        id=new_id(),
        name=new.name,
        display=new.display.strip() or new.name,
        roles=tuple(role for role in ROLES if role in new.roles),
        password_hash=_hasher.hash(password),
        created_at=at,
        initial_password=initial,
        language=new.language,
    )


def _check_password(password: str) -> None:
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise InvalidInput("password_length", least=PASSWORD_LEAST, most=PASSWORD_MOST)


def add(system: System, person: Person, new: NewAccount, password: str | None = None) -> Json:
    """A new account; without a password one is generated and given back once, in this answer only."""
    given = password or generated_password()

    def work(unit: UnitOfWork) -> Json:
        if unit.tx.account(new.name) is not None:
            raise Conflict("account_taken", name=new.name)
        account = make(new, given, unit.time, initial=password is None)
        unit.put_account(account)
        return account_answer(account)

    answer = system.change(person, "account.manage", "account:added", work, body=[new.name, list(new.roles)])
    return answer | ({"password": given} if password is None else {})


def account_answer(account: Account) -> Json:
    """An account without its secret."""
    return {
        "id": account.id,
        "name": account.name,
        "display": account.display,
        "roles": list(account.roles),
        "disabled": account.disabled,
        "initial_password": account.initial_password,
        "language": account.language,
        "created_at": account.created_at,
    }


def listed(system: System, person: Person) -> list[Json]:
    """All accounts by name."""
    require(person.roles, "account.manage")
    with system.reader() as reader:
        return [account_answer(one) for one in reader.accounts()]


def own(system: System, person: Person) -> Json:
    """One's own account."""
    require(person.roles, "read")
    with system.reader() as reader:
        account = reader.account(person.name)
    if account is None:
        raise NotFound("account_unknown", name=person.name)
    return account_answer(account)


def set_password(system: System, person: Person, name: str, password: str | None = None) -> Json:
    """Change one's own password, or (administrator) reset anyone's; all sessions of the account end."""
    given = password or generated_password()
    _check_password(given)
    right = "read" if name == person.name else "account.manage"

    def work(unit: UnitOfWork) -> Json:
        account = _need(unit.tx, name)
        changed = replace(account, password_hash=_hasher.hash(given), initial_password=password is None)
        unit.put_account(changed)
        unit.tx.drop_sessions(account=name)
        return account_answer(changed)

    answer = system.change(person, right, "account:password_set", work)
    return answer | ({"password": given} if password is None else {})


def set_roles(system: System, person: Person, name: str, roles: Sequence[str]) -> Json:
    """Give an account other roles, from its next request on. The last active administrator stays one:
    `account_last_administrator`."""

    def work(unit: UnitOfWork) -> Json:
        account = _need(unit.tx, name)
        check_new(NewAccount(name, account.display, tuple(roles)))
        changed = replace(account, roles=tuple(role for role in ROLES if role in roles))
        if changed != account:
            _check_administrator(unit.tx, changed)
            unit.put_account(changed)
        return account_answer(changed)

    return system.change(person, "account.manage", "account:roles_set", work, body=[name, sorted(roles)])


def _check_administrator(tx: Transaction, changed: Account) -> None:
    """Someone must be left who can manage accounts, where someone could before."""
    active = {one.name for one in tx.accounts() if ADMINISTRATOR in one.roles and not one.disabled}
    stays = ADMINISTRATOR in changed.roles and not changed.disabled
    if active == {changed.name} and not stays:
        raise Conflict("account_last_administrator", name=changed.name)


def set_enabled(system: System, person: Person, name: str, enabled: bool) -> Json:
    """Disable an account (its sessions end) or enable it again; an id or name is never reused. The last active
    administrator stays: `account_last_administrator`."""

    def work(unit: UnitOfWork) -> Json:
        changed = replace(_need(unit.tx, name), disabled=not enabled)
        _check_administrator(unit.tx, changed)
        unit.put_account(changed)
        if not enabled:
            unit.tx.drop_sessions(account=name)
        return account_answer(changed)

    return system.change(person, "account.manage", "account:enabled" if enabled else "account:disabled", work)


def _need(tx: Transaction, name: str) -> Account:
    account = tx.account(name)
    if account is None:
        raise NotFound("account_unknown", name=name[:60])
    return account


def give_token(system: System, person: Person, name: str, label: str, days: int | None = None) -> Json:
    """A bearer token for the API, shown in this answer only."""
    right = "read" if name == person.name else "account.manage"
    secret = secrets.token_urlsafe(32)

    def work(unit: UnitOfWork) -> Json:
        account = _need(unit.tx, name)
        expires = _after(unit.time, timedelta(days=days)) if days else None
        unit.tx.put_token(Token(_digest(secret), account.name, label, unit.time, expires))
        until = {"expires_at": expires} if expires else {}
        unit.note(token={"account": name, "label": label, "digest": _digest(secret), **until})
        return {"account": name, "label": label, **until}

    return system.change(person, right, "account:token_given", work) | {"token": secret}


def sign_in(system: System, name: str, password: str) -> tuple[str, Session, Account]:
    """The cookie's value, the session and the account; Unauthenticated `sign_in_failed` whatever was wrong."""
    with system.reader() as reader:
        account = reader.account(name)
    if not _matches(account, password) or account is None or account.disabled:
        raise Unauthenticated("sign_in_failed")
    secret, now = secrets.token_urlsafe(32), system.clock()
    session = Session(_digest(secret), name, secrets.token_urlsafe(24), now, now, _after(now, LONGEST))
    system.store.write(lambda tx: tx.put_session(session))
    return secret, session, account


def check_password(system: System, person: Person, password: str) -> None:
    """Whether it is this person who asks: a session left open is not enough to take an account over. Forbidden
    `password_wrong`."""
    with system.reader() as reader:
        account = reader.account(person.name)
    if not _matches(account, password):
        raise Forbidden("password_wrong")


def _matches(account: Account | None, password: str) -> bool:
    """Whether it is the account's password; as slow for an account there is not."""
    try:
        with _at_once():
            return _hasher.verify(account.password_hash if account else _nobody(), password[:PASSWORD_MOST])
    except (VerificationError, InvalidHashError):
        return False


def tokens(system: System, person: Person, name: str | None = None) -> list[Json]:
    """Tokens for the API by label, without their secrets: one's own, of another (administrator) or of all (None)."""
    require(person.roles, "read" if name == person.name else "account.manage")
    with system.reader() as reader:
        found = [one for one in reader.tokens() if name in (None, one.account)]
    return [
        {
            "account": one.account,
            "label": one.label,
            "created_at": one.created_at,
            **({"expires_at": one.expires_at} if one.expires_at else {}),
        }
        for one in sorted(found, key=lambda one: (one.account, one.created_at, one.label))
    ]


def sign_out(system: System, secret: str) -> None:
    """End the session of that cookie."""
    system.store.write(lambda tx: tx.drop_sessions(digest=_digest(secret)))


def by_session(system: System, secret: str) -> tuple[Session, Account] | None:
    """Who a cookie belongs to; None when unknown, idle too long, past its end, or the account is disabled.

    A clock that went back never lengthens a session: the end is fixed when it begins.
    """
    now = system.clock()
    with system.reader() as reader:
        session = reader.session(_digest(secret))
        account = reader.account(session.account) if session else None
    if session is None or account is None or account.disabled or now >= session.expires_at:
        return None
    if now >= _after(session.seen_at, IDLE):
        return None
    if now >= _after(session.seen_at, timedelta(minutes=5)):
        seen = replace(session, seen_at=now)
        system.store.write(lambda tx: tx.put_session(seen))
    return session, account


def by_token(system: System, secret: str) -> Account | None:
    """Who a bearer token belongs to."""
    with system.reader() as reader:
        token = reader.token(_digest(secret))
        account = reader.account(token.account) if token else None
    if token is None or account is None or account.disabled:
        return None
    return None if token.expires_at is not None and system.clock() >= token.expires_at else account


def person_of(account: Account, via: str, operator: str | None = None, request: str | None = None) -> Person:
    """The account as one who acts."""
    return Person(account.name, frozenset(account.roles), via, operator, request)


def claimed(system: System, name: str | None, operator: str) -> Person:
    """Who the command line acts as: the account named, or the operator named at set-up. A claim, recorded as such."""
    with system.reader() as reader:
        chosen = name or reader.setting("operator")
        account = reader.account(chosen) if chosen else None
    if account is None or account.disabled:
        raise NotFound("account_unknown", name=(name or "")[:60])
    return person_of(account, "cli", operator)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def _after(moment: Instant, span: timedelta) -> Instant:
    return instant_text(datetime.fromisoformat(moment) + span)
