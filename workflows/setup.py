"""Setting a store up: entry 0 says whose it is, which clock it keeps, which ledger it begins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.accounts import Account
from graph_schema.errors import Conflict
from graph_schema.ids import new_id
from graph_schema.notes import verifier_key
from graph_schema.ports import SCHEMA_VERSION, Transaction
from graph_schema.unit_of_work import Act, UnitOfWork
from workflows.accounts import NewAccount, generated_password, make
from workflows.answers import Json
from workflows.system import System


@dataclass(frozen=True, slots=True)
class Founding:
    """The organisation, its zone (IANA name), and its clock: `system`, or `manual` for demonstrations and tests."""

    organisation: str
    zone: str
    clock: str = "system"


def set_up(
    system: System, founding: Founding, operator: NewAccount, others: Sequence[NewAccount], os_user: str
) -> Json:
    """Write entry 0 into an empty store (else `store_not_empty`). The passwords made are in this answer only."""
    passwords = {one.name: generated_password() for one in (operator, *others)}

    def work(tx: Transaction) -> list[Account]:
        if tx.head().size:
            raise Conflict("store_not_empty")
        unit = UnitOfWork(tx, system.vocabulary, Act(operator.name, "cli", None, os_user), system.clock)
        made = [make(one, passwords[one.name], unit.time, initial=True) for one in (operator, *others)]
        for account in made:
            unit.put_account(account)
        origin = f"clausetrail.invalid/{secrets.token_hex(8)}"
        facts = {
            "organisation": founding.organisation,
            "zone": founding.zone,
            "clock": founding.clock,
            "origin": origin,
            "operator_account": operator.name,
            "schema": SCHEMA_VERSION,
        }
        if system.notary is not None:
            facts["key"] = verifier_key(origin, system.notary.key().public)
        unit.note(store={"id": new_id(), **facts})
        for name in ("organisation", "zone", "clock", "origin"):
            unit.set(name, str(facts[name]))
        unit.set("operator", operator.name)
        unit.commit("store:founded")
        return made

    made = system.store.write(work)
    if system.notary is not None:
        system.notary.publish_if_due(system.store, system.clock())
    return {
        "organisation": founding.organisation,
        "zone": founding.zone,
        "clock": founding.clock,
        "accounts": [{"name": one.name, "roles": list(one.roles), "password": passwords[one.name]} for one in made],
    }
