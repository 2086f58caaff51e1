"""Accounts in their office: roles that change, an administrator who stays, tokens told without secrets."""

from __future__ import annotations

import pytest

from graph_schema.errors import Conflict, Forbidden, InvalidInput, NotFound
from tests.workflows.conftest import Office
from workflows import accounts
from workflows.accounts import NewAccount
from workflows.system import Person

SETUP = Person("setup", frozenset({"administrator"}), "cli")
PASSWORD = "a password long enough"


def add(office: Office, name: str, *roles: str) -> None:
    accounts.add(office.system, SETUP, NewAccount(name, name, roles), PASSWORD)


def roles_of(office: Office, name: str) -> list[str]:
    return next(one["roles"] for one in accounts.listed(office.system, SETUP) if one["name"] == name)


def size(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def test_roles_change_in_one_entry_that_holds_them(office: Office) -> None:
    add(office, "li", "auditor")
    accounts.set_roles(office.system, SETUP, "li", ("management", "controller"))
    assert roles_of(office, "li") == ["controller", "management"]
    with office.system.reader() as reader:
        (entry,) = list(reader.entries(reader.head().size - 1))
    assert (entry.action, entry.facts["accounts"][0]["roles"]) == ("account:roles_set", ["controller", "management"])


def test_the_same_roles_again_write_nothing(office: Office) -> None:
    add(office, "li", "auditor")
    before = size(office)
    accounts.set_roles(office.system, SETUP, "li", ("auditor",))
    assert size(office) == before


@pytest.mark.parametrize("roles", [(), ("king",)])
def test_no_role_and_an_unknown_one_are_refused(office: Office, roles: tuple[str, ...]) -> None:
    add(office, "li", "auditor")
    with pytest.raises(InvalidInput, match="role_unknown"):
        accounts.set_roles(office.system, SETUP, "li", roles)
    assert roles_of(office, "li") == ["auditor"]


def test_only_an_administrator_changes_roles_and_only_of_someone(office: Office) -> None:
    with pytest.raises(Forbidden, match="not_allowed"):
        accounts.set_roles(office.system, office.controller, "wenkong", ("administrator",))
    with pytest.raises(NotFound, match="account_unknown"):
        accounts.set_roles(office.system, SETUP, "nobody", ("auditor",))


def test_the_last_active_administrator_stays(office: Office) -> None:
    add(office, "first", "administrator")
    add(office, "second", "administrator", "auditor")
    accounts.set_enabled(office.system, SETUP, "second", False)
    before = size(office)
    with pytest.raises(Conflict, match="account_last_administrator"):
        accounts.set_roles(office.system, SETUP, "first", ("auditor",))
    with pytest.raises(Conflict, match="account_last_administrator"):
        accounts.set_enabled(office.system, SETUP, "first", False)
    assert size(office) == before
    accounts.set_enabled(office.system, SETUP, "second", True)
    accounts.set_roles(office.system, SETUP, "first", ("auditor",))
    assert roles_of(office, "first") == ["auditor"]


def test_one_own_password_is_asked_for(office: Office) -> None:
    add(office, "li", "auditor")
    li = Person("li", frozenset({"auditor"}), "page")
    accounts.check_password(office.system, li, PASSWORD)
    with pytest.raises(Forbidden, match="password_wrong"):
        accounts.check_password(office.system, li, PASSWORD + " ")


def test_tokens_are_listed_without_their_secrets(office: Office) -> None:
    add(office, "li", "auditor")
    li = Person("li", frozenset({"auditor"}), "page")
    secret = accounts.give_token(office.system, li, "li", "scanner", 30)["token"]
    accounts.give_token(office.system, office.controller, "wenkong", "desk")
    (own,) = accounts.tokens(office.system, li, "li")
    assert own == {
        "account": "li",
        "label": "scanner",
        "created_at": "2026-06-30T04:00:00.000000Z",
        "expires_at": "2026-07-30T04:00:00.000000Z",
    }
    assert secret not in str(own)
    assert [one["account"] for one in accounts.tokens(office.system, SETUP)] == ["li", "wenkong"]
    with pytest.raises(Forbidden, match="not_allowed"):
        accounts.tokens(office.system, li)
