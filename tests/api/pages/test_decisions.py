"""The page of one decision: what it shows, that nothing is signed unseen, and that nothing typed is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from graph_schema.ports import LinkFilter
from tests.ui.cabinet import HOSTILE, WHY, Cabinet, cabinet, revise
from tests.ui.house import LONG_LABEL, PASSWORD
from tests.ui.test_page_forms import Inputs
from workflows import decisions, links

TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Cabinet]:
    with cabinet(tmp_path, read=False) as made:
        yield made


@contextmanager
def at(office: Cabinet, name: str = "guanli") -> Iterator[httpx.Client]:
    with office.site.signed_in(name, "en") as client:
        yield client


class Agreed(Inputs):
    """The fields of one form of the page, ticks of elsewhere included."""

    def __init__(self, text: str, form: str) -> None:
        self.ticks: list[str] = []
        for tag in re.findall(rf'<input type="checkbox" name="tick"[^>]*form="{form}"[^>]*>', text):
            if " checked" in tag:
                found = re.search(r'value="([^"]*)"', tag)
                assert found is not None
                self.ticks.append(found[1])
        super().__init__(text.partition(f'id="{form}"')[2].partition("</form>")[0])

    def sent(self, **typed: str) -> dict[str, str | list[str]]:
        """What a browser would send."""
        return {**self.values, "tick": self.ticks, **typed}


def page(office: Cabinet, name: str = "QP-1@B/0") -> str:
    return f"/decisions/{office.id_of(name)}"


def words(text: str) -> str:
    """The words of a page as one line."""
    return " ".join(html.unescape(TAGS.sub(" ", text.partition("<main")[2])).split())


def state(office: Cabinet, name: str = "QP-1@B/0") -> str:
    with office.office.system.reader() as reader:
        node = reader.get(office.id_of(name))
    assert node is not None
    return node.text("state")


def claims(office: Cabinet, name: str = "QP-1@B/0") -> dict[str, str]:
    """The state of each link of a revision to a clause, by number."""
    with office.office.system.reader() as reader:
        from_id = office.id_of(name)
        found = reader.links(LinkFilter(kind="satisfies", from_id=from_id))
        ends = reader.get_many([one.to_id for one in found])
        return {ends[one.to_id].text("number"): one.state for one in found}


def test_the_page_shows_what_changes_why_who_spoke_and_what_it_does(tmp_path: Path) -> None:
    with cabinet(tmp_path) as office, at(office) as client:
        text = client.get(page(office)).text
        told = words(text)
        assert "from A/0 to B/0" in told
        assert re.search(r"<del>2</del>", text)
        assert re.search(r"<ins>1</ins>", text)
        assert "<ins>缺交的列入当月缺口清单。</ins>" in text
        assert text.count('<details class="diff-fold"') == 2
        assert "第 3 条 各网点按规定办理第 3 项。" in text, "what is folded is there, to be opened without a script"
        assert "投诉逾期三起" in told
        assert "submitted by wenkong" in told
        assert "carried over, to confirm: 3" in told
        assert "made under the revision before: 1" in told
        assert len(Agreed(text, "agree").ticks) == 3
        assert "2 of" not in told.partition("Decision on")[0]


def test_agreeing_confirms_what_is_ticked_and_leads_to_the_trail(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "agree")
        off = next(iter(form.ticks))
        form.ticks.remove(off)
        before = office.entries()
        answer = client.post(page(office), data=form.sent(reason="适宜且充分", effective_from="2026-06-30"))
        assert (answer.status_code, answer.headers["location"]) == (303, page(office))
        assert office.entries() == before + 1
        assert sorted(claims(office).values()) == ["confirmed", "confirmed", "rejected"]
        after = client.get(page(office)).text
        assert "QP-1 B/0 is approved, in force from 2026-06-30" in words(after)
        trail = re.search(r'class="btn btn-main" href="(/clauses/[^"#]+)#trail"', after)
        assert trail is not None
        assert "B/0" in client.get(trail[1]).text
        assert 'id="agree"' not in after


def test_a_day_to_come_changes_nothing_today_and_leads_to_that_days_trail(office: Cabinet) -> None:
    with at(office) as client:
        shown = client.get(page(office), params={"effective_from": "2026-07-15"}).text
        form = Agreed(shown, "agree")
        assert form.values["effective_from"] == "2026-07-15"
        assert client.post(page(office), data=form.sent(reason="适宜")).status_code == 303
        assert re.search(r'href="/clauses/[^"]+as_of=2026-07-15#trail"', client.get(page(office)).text)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"effective_from": "2026-06-01", "reason": "适宜 <b>"}, "effective_from", "choose today or a later day"),
        ({"effective_from": "2026-02-30", "reason": "适宜 <b>"}, "effective_from", "Please give a date"),
        ({"effective_from": "", "reason": "适宜 <b>"}, "effective_from", "Please give a date"),
        ({"effective_from": "2026-07-01", "reason": "  "}, "reason", "Please give a reason"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_keeps_everything(
    office: Cabinet, typed: dict[str, str], field: str, said: str
) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "agree")
        kept = form.ticks[1:]
        form.ticks = kept
        before = office.entries()
        answer = client.post(page(office), data=form.sent(**typed))
        again = Agreed(answer.text, "agree")
        assert answer.status_code == 422
        assert again.values["reason"].strip() == typed["reason"].strip()
        assert again.values["effective_from"] == typed["effective_from"]
        assert again.ticks == kept
        assert re.search(rf'id="agree-{field}"[^>]*aria-invalid="true"', answer.text)
        assert said in words(answer.text)
        assert answer.text.count('aria-invalid="true"') == 1
        assert (office.entries(), state(office)) == (before, "submitted")


def test_r21_another_day_with_another_effect_is_shown_before_it_is_signed(office: Cabinet) -> None:
    office.office.record("R-2", "2026-06-30", f"revision:{office.id_of('QP-1@A/0')}")
    with at(office) as client:
        form = Agreed(client.get(page(office), params={"effective_from": "2026-07-02"}).text, "agree")
        before = office.entries()
        answer = client.post(page(office), data=form.sent(reason="适宜", effective_from="2026-06-30"))
        again = Agreed(answer.text, "agree")
        assert "outside its time in force: 1" in words(answer.text)
        assert (again.values["reason"], again.values["seen"]) == ("适宜", "2026-06-30")
        assert (office.entries(), state(office)) == (before, "submitted")
        assert client.post(page(office), data=again.sent()).status_code == 303
        assert state(office) == "approved"


def test_r21_what_slipped_in_between_is_shown_and_the_reason_is_kept(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "agree")
        links.propose(office.office.system, office.office.controller, "revision:QP-1@A/0", "clause:GB/T 1-2011#4.2 a)")
        lost = form.ticks[0]
        links.reject(office.office.system, office.office.controller, [lost], "不再涉及")
        before = office.entries()
        answer = client.post(page(office), data=form.sent(reason="适宜且充分"))
        again = Agreed(answer.text, "agree")
        assert answer.status_code == 409
        assert "no longer those you saw" in words(answer.text)
        assert (again.values["reason"], again.ticks) == ("适宜且充分", form.ticks[1:])
        assert lost not in again.values["links"]
        assert office.entries() == before
        assert client.post(page(office), data=again.sent()).status_code == 303


def test_r21_another_revision_that_came_into_force_in_between_is_not_replaced_unseen(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office), params={"effective_from": "2026-07-10"}).text, "agree")
        revise(office.office, "QP-1", "A/1", ["另一个版次"])
        decisions.submit(office.office.system, office.office.controller, "revision:QP-1@A/1")
        decisions.approve(office.office.system, office.office.manager, "revision:QP-1@A/1", "2026-07-01", "适宜")
        answer = client.post(page(office), data=form.sent(reason="适宜"))
        assert answer.status_code == 409
        assert "What revision B/0 would replace has changed" in words(answer.text)
        assert Agreed(answer.text, "agree").values["against"] == office.id_of("QP-1@A/1")
        assert state(office) == "submitted"


def test_r21_who_decides_second_is_told_who_was_first(office: Cabinet) -> None:
    with at(office) as client, at(office, "laozong") as other:
        mine, theirs = (Agreed(one.get(page(office)).text, "agree") for one in (client, other))
        assert other.post(page(office), data=theirs.sent(reason="同意")).status_code == 303
        before = office.entries()
        answer = client.post(page(office), data=mine.sent(reason="我也同意"))
        assert answer.status_code == 409
        assert "decided already" in words(answer.text)
        assert "by laozong on 2026-06-30" in words(answer.text)
        assert office.entries() == before


def test_refusing_needs_a_reason_and_is_for_good(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "refuse")
        empty = client.post(page(office), data=form.sent(objection=" "))
        assert empty.status_code == 422
        assert re.search(r'id="refuse-objection"[^>]*aria-invalid="true"', empty.text)
        answer = client.post(page(office), data=Agreed(empty.text, "refuse").sent(objection="时限不可行"))
        assert (answer.status_code, state(office)) == (303, "refused")
        after = client.get(page(office)).text
        assert "时限不可行" in words(after)
        assert "wenkong, who prepared it, can make a new revision" in words(after)
        assert set(claims(office).values()) == {"withdrawn"}


def test_own_work_and_other_roles_see_it_without_buttons_and_cannot_decide(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office, "QP-2@A/0")).text, "agree")
    for name, target, said in (
        ("laozong", "QP-2@A/0", "so somebody else of management decides"),
        ("wenkong", "QP-2@A/0", "Management decides on it"),
        ("shenhe", "QP-1@B/0", "Management decides on it"),
    ):
        with at(office, name) as client:
            shown = client.get(page(office, target))
            assert shown.status_code == 200
            assert 'id="agree"' not in shown.text
            assert said in words(shown.text)
            before = office.entries()
            csrf = Inputs(shown.text).values["csrf"]
            answer = client.post(page(office, target), data=form.sent(reason="同意", csrf=csrf))
            assert answer.status_code == 403, name
            assert (office.entries(), state(office, target)) == (before, "submitted")


def test_a_draft_can_be_seen_and_not_decided(office: Cabinet) -> None:
    with at(office) as client:
        shown = client.get(page(office, "WI-1@A/0"))
        assert "Still a draft" in words(shown.text)
        assert "first revision A/0" in words(shown.text)
        csrf = Inputs(shown.text).values["csrf"]
        given = {"csrf": csrf, "do": "approve", "reason": "同意", "effective_from": "2026-06-30"}
        answer = client.post(page(office, "WI-1@A/0"), data=given)
        assert answer.status_code == 409
        assert "has not been submitted yet" in words(answer.text)


@pytest.mark.parametrize("csrf", ["", "guess"])
def test_r40_without_the_token_nothing_is_decided_and_the_reason_is_kept(office: Cabinet, csrf: str) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "agree")
        answer = client.post(page(office), data=form.sent(reason="适宜", csrf=csrf))
        assert (answer.status_code, state(office)) == (403, "submitted")
        assert Agreed(answer.text, "agree").values["reason"] == "适宜"


def test_a_session_that_ended_while_deciding_loses_nothing_typed(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "agree")
        form.ticks = form.ticks[:1]
        client.cookies.delete("clausetrail_session")
        led = client.post(page(office), data=form.sent(reason="适宜且充分", effective_from="2026-07-20"))
        assert led.status_code == 401
        carried = re.findall(r'name="(kept\.[^"]*)" value="([^"]*)"', led.text)
        given = [*((name, html.unescape(value)) for name, value in carried), ("name", "guanli"), ("password", PASSWORD)]
        body = urlencode(given)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        again = Agreed(client.post("/sign-in", content=body, headers=kind).text, "agree")
        assert (again.values["reason"], again.values["effective_from"]) == ("适宜且充分", "2026-07-20")
        assert again.ticks == form.ticks
        assert state(office) == "submitted"
        assert client.post(page(office), data=again.sent()).status_code == 303


def test_pressed_twice_decides_once(office: Cabinet) -> None:
    with at(office) as client:
        form = Agreed(client.get(page(office)).text, "agree").sent(reason="适宜")
        before = office.entries()
        assert [client.post(page(office), data=form).status_code for _ in range(2)] == [303, 303]
        assert office.entries() == before + 1


def test_what_waits_is_listed_oldest_first_with_what_hangs_on_it(office: Cabinet) -> None:
    with at(office) as client:
        text = client.get("/decisions").text
        told = words(text)
        assert "3 revisions, the longest waiting first" in told
        assert told.index("QP-1") < told.index("QP-2")
        assert "A/0 → B/0" in told
        row = words("<main" + text.partition("A/0 → B/0")[2].partition("</tr>")[0])
        assert re.search(r"\b3 1\b", row), row
        assert 'class="n is-some">3<' in text
    with at(office, "laozong") as client:
        told = words(client.get("/decisions").text)
        assert "own work: for somebody else to decide" in told
    with at(office, "wenkong") as client:
        told = words(client.get("/decisions").text)
        assert "What I submitted" in told
        assert "QP-1" in told
        assert "QP-2" not in told


def test_the_next_that_waits_is_one_press_away(office: Cabinet) -> None:
    with at(office) as client:
        text = client.get(page(office)).text
        assert "1 of 3" in words(text)
        after = re.search(r'rel="next" href="([^"]+)"', text)
        assert after is not None
        assert after[1] != page(office)
        assert client.get(after[1]).status_code == 200


def test_names_that_mean_harm_are_shown_and_do_nothing(office: Cabinet) -> None:
    with at(office) as client:
        text = client.get(page(office, f"{HOSTILE}@{LONG_LABEL}")).text
        assert "<script>alert" not in text
        assert "\u202e" not in text
        assert "&lt;script&gt;" in text


def test_a_day_nobody_can_read_in_the_address_is_said_beside_the_field(office: Cabinet) -> None:
    with at(office) as client:
        answer = client.get(page(office), params={"effective_from": "morgen"})
        assert answer.status_code == 200
        assert "Please give a date" in words(answer.text)


def test_the_submitters_words_keep_their_lines(office: Cabinet) -> None:
    with at(office) as client:
        assert html.escape(WHY) in client.get(page(office)).text
