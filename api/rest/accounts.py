"""Accounts: who may sign in. Passwords and tokens are in the answer that made them and nowhere else."""

from __future__ import annotations

from starlette.responses import Response

from api.rest.asked import AccountGiven, Enabled, PasswordGiven, TokenAsked
from api.rest.desk import At
from api.rest.presenting import Part, changed, created, sliced
from api.rest.routes import new_router, told
from workflows import accounts, first_accounts
from workflows.accounts import NewAccount

router = new_router("accounts", "/accounts")


@router.get("", responses=told("AccountPage"))
def list_accounts(desk: At, page: Part) -> Response:
    """All accounts by name."""
    return sliced(desk.request, page, accounts.listed(desk.system, desk.person))


@router.post("", status_code=201, responses=told("Account", 201))
def add_account(desk: At, given: AccountGiven) -> Response:
    """A new account; a password that was made is in this answer only."""
    new = NewAccount(given.name, given.display, tuple(given.roles), given.language)
    answer = accounts.add(desk.system, desk.without_key(), new, given.password)
    return created(answer, f"accounts/{answer['name']}")


@router.put("/{name}/password", responses=told("Account"))
def set_password(desk: At, name: str, given: PasswordGiven) -> Response:
    """Change one's own password (the current one is asked for) or, as administrator, reset another's.

    All sessions of the account end."""
    person = desk.without_key()
    if name == person.name:
        accounts.check_password(desk.system, person, given.current or "")
    answer = accounts.set_password(desk.system, person, name, given.password)
    first_accounts.forget(desk.rim.settings.data, lambda one: one == name)
    return changed(answer)


@router.post("/{name}/tokens", status_code=201, responses=told("Token", 201))
def give_token(desk: At, name: str, given: TokenAsked) -> Response:
    """A bearer token for the API, in this answer only."""
    answer = accounts.give_token(desk.system, desk.without_key(), name, given.label, given.days)
    return created(answer, f"accounts/{name}")


@router.patch("/{name}", responses=told("Account"))
def set_enabled(desk: At, name: str, given: Enabled) -> Response:
    """Disable an account, its sessions end, or enable it again."""
    return changed(accounts.set_enabled(desk.system, desk.without_key(), name, given.enabled))
