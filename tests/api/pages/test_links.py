"""Links to review by pages: one decided and the next shown, many with one reason, what was typed kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from graph_schema.ports import LinkFilter
from tests.api.pages.house_desk import HouseDesk, house_desk, send
from tests.ui.house import PASSWORD
from tests.ui.test_page_forms import Inputs
from workflows import links, records
from workflows.records import RecordFields
from workflows.system import Person

CONTROLLER = Person("wenkong", frozenset({"controller"}), "page")
PROPOSED = LinkFilter(states=frozenset({"proposed"}))


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("links"), 4) as made:
        for number in ("R-000", "R-001", "R-002"):
            links.propose(made.system, CONTROLLER, f"record:{number}", "clause:GB/T 1-2011#4.3")
        yield made


def waiting(desk: HouseDesk) -> list[str]:
    with desk.system.reader() as reader:
        return [link.id for link in reader.links(PROPOSED)]


def state(desk: HouseDesk, link: str) -> str:
    with desk.system.reader() as reader:
        found = reader.get_link(link)
    assert found is not None
    return found.state


def decision(text: str) -> dict[str, str]:
    """The fields of the form about the link looked at."""
    return Inputs(text.partition('<form class="decide"')[2].partition("</form>")[0]).values


def test_one_is_confirmed_and_the_next_is_shown_with_what_was_done_said_once(desk: HouseDesk) -> None:
    first, second, *_ = waiting(desk)
    with desk.signed_in("wenkong") as client:
        page = client.get("/inbox")
        given = decision(page.text)
        assert given["link"] == first
        answer = client.post("/inbox?side=proposed", data=given | {"do": "confirm"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/inbox?side=proposed&at={second}")
        assert state(desk, first) == "confirmed"
        after = client.get(answer.headers["location"]).text
        assert "Confirmed: " in after
        assert decision(after)["link"] == second
        assert client.get("/inbox").text.count("Confirmed: ") == 0


def test_a_rejection_without_a_reason_is_shown_again_beside_its_field(desk: HouseDesk) -> None:
    first = waiting(desk)[0]
    with desk.signed_in("wenkong") as client:
        given = decision(client.get(f"/inbox?at={first}").text)
        before = desk.entries()
        refused = client.post(f"/inbox?at={first}", data=given | {"do": "reject", "reason": "  "})
        assert refused.status_code == 422
        assert re.search(r'<textarea[^>]*id="d-reason"[^>]*aria-invalid="true"', refused.text)
        assert (desk.entries(), state(desk, first)) == (before, "proposed")
        assert client.post("/inbox", data=given | {"do": "reject", "reason": "不相干"}).status_code == 303
        assert state(desk, first) == "rejected"
        assert desk.last().reason == "不相干"


def test_what_changed_while_it_was_looked_at_is_told_and_needs_a_second_press(desk: HouseDesk) -> None:
    first = next(one for one in waiting(desk) if _starts_at(desk, one, "R-000"))
    with desk.signed_in("wenkong") as client:
        given = decision(client.get(f"/inbox?at={first}").text)
        records.correct(desk.system, CONTROLLER, "record:R-000", RecordFields(date="2025-01-09"), "抄错")
        typed = given | {"do": "confirm", "reason": "看过原件"}
        stale = client.post(f"/inbox?at={first}", data=typed)
        assert stale.status_code == 412
        assert "wenkong changed it at" in stale.text
        assert state(desk, first) == "proposed"
        again = decision(stale.text)
        assert again["reason"] == "看过原件"
        assert client.post(f"/inbox?at={first}", data=again | {"do": "confirm"}).status_code == 303
        assert state(desk, first) == "confirmed"


def _starts_at(desk: HouseDesk, link: str, number: str) -> bool:
    with desk.system.reader() as reader:
        found = reader.get_link(link)
        start = reader.get(found.from_id) if found else None
    return start is not None and start.get("number") == number


def test_many_are_rejected_with_one_reason_and_those_decided_meanwhile_are_listed(desk: HouseDesk) -> None:
    first, second, third = waiting(desk)[:3]
    with desk.signed_in("wenkong") as client:
        client.get("/inbox")
        links.confirm(desk.system, CONTROLLER, [second])
        before = desk.entries()
        refused = send(client, "/inbox", do="reject", id=first)
        assert refused.status_code == 422
        assert re.search(rf'value="{first}" checked', refused.text), "what was ticked stays ticked"
        body = {
            "csrf": decision(refused.text)["csrf"],
            "do": "reject",
            "reason": "不相干",
            "id": [first, second, third],
        }
        answer = client.post("/inbox", data=body)
        assert answer.status_code == 200
        assert "2 links rejected." in answer.text
        assert "This 1 was left as it is:" in answer.text
        assert desk.entries() == before + 1
        assert [state(desk, one) for one in (first, second, third)] == ["rejected", "confirmed", "rejected"]
        assert send(client, "/inbox", do="confirm").status_code == 422


def test_who_may_not_decide_sees_no_button_and_a_press_is_refused_and_worded(desk: HouseDesk) -> None:
    first = waiting(desk)[0]
    for name in ("shenhe", "guanli", "admin"):
        with desk.signed_in(name) as client:
            page = client.get("/inbox")
            assert page.status_code == 200
            assert 'name="do"' not in page.text
            before = desk.entries()
            refused = send(client, "/inbox", do="confirm", link=first)
            assert (refused.status_code, desk.entries()) == (403, before)


def test_an_auditor_withdraws_an_own_proposal_and_no_other(desk: HouseDesk) -> None:
    auditor = Person("shenhe", frozenset({"auditor"}), "page")
    own = links.propose(desk.system, auditor, "record:R-003", "clause:GB/T 1-2011#4.3")["id"]
    other = waiting(desk)[0]
    with desk.signed_in("shenhe") as client:
        given = decision(client.get(f"/inbox?at={own}").text)
        assert client.post("/inbox", data=given | {"do": "withdraw", "reason": "看错了"}).status_code == 303
        assert state(desk, own) == "withdrawn"
        refused = send(client, "/inbox", do="withdraw", reason="x", link=other)
        assert (refused.status_code, state(desk, other)) == (403, "proposed")


def test_r40_a_decision_without_the_token_or_a_session_changes_nothing_and_keeps_the_reason(desk: HouseDesk) -> None:
    first = waiting(desk)[0]
    given = {"do": "reject", "link": first, "reason": "写了很久的理由"}
    with desk.signed_in("wenkong") as client:
        before = desk.entries()
        refused = client.post(f"/inbox?at={first}", data=given | {"csrf": "guess"})
        assert refused.status_code == 403
        assert decision(refused.text)["reason"] == given["reason"]
        client.cookies.delete("clausetrail_session")
        led = client.post(f"/inbox?at={first}", data=given)
        assert (led.status_code, desk.entries()) == (401, before)
        again = client.post("/sign-in", data=Inputs(led.text).values | {"name": "wenkong", "password": PASSWORD})
        kept = decision(again.text)
        assert (again.status_code, kept["reason"], kept["link"]) == (200, given["reason"], first)
        assert client.post("/inbox", data=kept | {"do": "reject"}).status_code == 303
        assert state(desk, first) == "rejected"


def test_a_suspect_link_shows_before_and_after_and_is_reaffirmed(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        with desk.system.reader() as reader:
            ids = [link.id for link in reader.links(LinkFilter(suspect=True))]
        pages = [client.get(f"/inbox?side=suspect&at={one}").text for one in ids]
        assert all('<del class="was">' in one for one in pages)
        page = next(one for one in pages if "日期抄错" in one)
        given = decision(page)
        assert client.post("/inbox?side=suspect", data=given | {"do": "reaffirm"}).status_code == 303
        assert desk.last().action == "link:reaffirmed"
