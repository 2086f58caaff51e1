"""Contract: accounts, sessions, tokens, request ids and the store's own settings."""

from __future__ import annotations

from dataclasses import replace

from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.ports import Transaction
from tests.contract.base import ContractPart
from tests.contract.house import House
from tests.contract.pen import Pen, identifier, moment


def account(name: str, number: int) -> Account:
    """An account whose every part differs from its default."""
    return Account(
        id=identifier(number),
        name=name,
        display="王 𠮷",
        roles=("auditor", "controller"),
        password_hash="$argon2id$v=19$x",
        created_at=moment(0),
        disabled=True,
        initial_password=True,
        language="zh-Hant",
    )


def session(digest: str, name: str = "li") -> Session:
    """A session."""
    return Session(digest, name, f"csrf-{digest}", moment(0), moment(1), moment(9))


class People(ContractPart):
    """What is not graph and not ledger."""

    def test_accounts_come_back_whole_and_by_name_in_code_points(self, house: House, pen: Pen) -> None:
        names = ["wang", "Wang", "𠮷", "ｚ", "王"]
        made = [account(name, 800 + number) for number, name in enumerate(names)]
        plain = Account(identifier(810), "a", "", (), "h", moment(0))
        pen.write(accounts=(*made, plain))
        with house.store.reader() as reader:
            assert reader.account("wang") == made[0]
            assert reader.account("WANG") is None
            assert reader.account("a") == plain
            assert [one.name for one in reader.accounts()] == ["Wang", "a", "wang", "王", "ｚ", "𠮷"]

    def test_an_account_is_replaced_by_its_next_state(self, house: House, pen: Pen) -> None:
        first = account("li", 800)
        pen.write(accounts=(first,))
        second = replace(first, disabled=False, password_hash="other", roles=())
        pen.write(accounts=(second,))
        with house.store.reader() as reader:
            assert list(reader.accounts()) == [second]

    def test_sessions_are_kept_renewed_and_ended_without_entry(self, house: House) -> None:
        def keep(tx: Transaction) -> None:
            for one in (session("d1"), session("d2"), session("d3", "wu")):
                tx.put_session(one)

        house.store.write(keep)
        renewed = replace(session("d1"), seen_at=moment(5))
        house.store.write(lambda tx: tx.put_session(renewed))
        with house.store.reader() as reader:
            assert reader.session("d1") == renewed
            assert reader.session("nobody") is None
            assert reader.head().size == 0
        house.store.write(lambda tx: tx.drop_sessions(digest="d1"))
        with house.store.reader() as reader:
            assert [reader.session(one) is not None for one in ("d1", "d2", "d3")] == [False, True, True]
        house.store.write(lambda tx: tx.drop_sessions(account="li"))
        with house.store.reader() as reader:
            assert [reader.session(one) is not None for one in ("d1", "d2", "d3")] == [False, False, True]
        house.store.write(lambda tx: tx.drop_sessions())
        with house.store.reader() as reader:
            assert reader.session("d3") is not None

    def test_tokens_are_kept_in_order_of_digest(self, house: House) -> None:
        made = [Token("f2", "li", "脚本", moment(0)), Token("a1", "wu", "", moment(1), moment(9))]

        def keep(tx: Transaction) -> None:
            for one in made:
                tx.put_token(one)

        house.store.write(keep)
        with house.store.reader() as reader:
            assert reader.token("f2") == made[0]
            assert reader.token("f3") is None
            assert list(reader.tokens()) == [made[1], made[0]]

    def test_request_ids_are_kept_by_actor_until_forgotten(self, house: House, pen: Pen) -> None:
        made = [
            Request("wang", "r-1", "d1", '{"id":"𠮷"}', moment(0)),
            Request("li", "r-1", "d2", "{}", moment(1)),
            Request("li", "r-0", "d3", "{}", moment(2)),
        ]
        for one in made:
            pen.write(request=one)
        with house.store.reader() as reader:
            assert reader.request("wang", "r-1") == made[0]
            assert reader.request("wang", "r-0") is None
            assert list(reader.requests()) == [made[2], made[1], made[0]]
        house.store.write(lambda tx: tx.drop_requests(moment(1)))
        with house.store.reader() as reader:
            assert list(reader.requests()) == [made[2], made[1]]

    def test_settings_are_set_with_a_change_or_alone(self, house: House, pen: Pen) -> None:
        pen.write(settings={"origin": "o", "zone": "Asia/Shanghai"})
        house.store.write(lambda tx: tx.put_setting("zone", "UTC"))
        house.store.write(lambda tx: tx.put_setting("organisation", "某某电器 𠮷"))
        with house.store.reader() as reader:
            assert reader.setting("zone") == "UTC"
            assert reader.setting("clock") is None
            assert dict(reader.settings()) == {"origin": "o", "zone": "UTC", "organisation": "某某电器 𠮷"}

    def test_people_are_there_after_opening_again(self, house: House, pen: Pen) -> None:
        request = Request("wang", "r-1", "d1", "{}", moment(0))
        pen.write(accounts=(account("li", 800),), request=request, settings={"zone": "UTC"})

        def keep(tx: Transaction) -> None:
            tx.put_session(session("d1"))
            tx.put_token(Token("a1", "li", "x", moment(0)))

        house.store.write(keep)
        with house.reopen().reader() as reader:
            assert reader.account("li") == account("li", 800)
            assert reader.session("d1") == session("d1")
            assert reader.token("a1") is not None
            assert reader.request("wang", "r-1") == request
            assert reader.setting("zone") == "UTC"
