"""What requests hold: strict models, nothing unknown taken, with the examples that the API's description shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from workflows.accounts import TOKEN_DAYS_MOST
from workflows.views import Asked

Text = Annotated[str, Field(max_length=100_000)]
Short = Annotated[str, Field(max_length=1_000)]
State = Literal["proposed", "confirmed", "rejected", "withdrawn"]
AsOf = Annotated[str | None, Query(description="True on this day, `2026-06-30`; default today.")]
KnownAt = Annotated[str | None, Query(description="Recorded by then: an instant, or `seq:N`; default now.")]
Period = Annotated[str | None, Query(description="`A..B`, both days inclusive; default the year ending on `as_of`.")]
Site = Annotated[str | None, Query(description="Only records of this site meet an obligation.")]


def frame(as_of: AsOf = None, known_at: KnownAt = None, period: Period = None, site: Site = None) -> Asked:
    """The frame of a question about a trail or coverage."""
    return Asked(as_of, known_at, period, site)


Frame = Annotated[Asked, Depends(frame)]


def _model(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", frozen=True, str_max_length=100_000, json_schema_extra={"examples": [example]})


class Dates(BaseModel):
    """An edition's own dates; what is not given stays."""

    model_config = _model(in_force_to="2027-07-01")
    in_force_from: Short | None = None
    in_force_to: Short | None = None
    supersedes: Short | None = Field(None, description="The edition it replaces: an id or reference.")


class FromTemplate(BaseModel):
    """What is added to a shipped edition when it is imported."""

    model_config = _model(in_force_from="2012-02-01")
    in_force_from: Short | None = None
    in_force_to: Short | None = None
    supersedes: Short | None = None


class ClauseCorrection(BaseModel):
    """A clause's text as the standard prints it, and why it is corrected."""

    model_config = _model(text="应建立回访制度。", reason="第 12 行漏了一个字")
    text: Text
    reason: Text
    title: Short | None = None


class NotApplicable(BaseModel):
    """The decision that a clause and all below it does not apply, from a day up to, and without, another."""

    model_config = _model(**{"reason": "本公司不提供上门安装", "from": "2026-01-01"})
    reason: Text
    from_: Short | None = Field(None, alias="from")
    to: Short | None = None


class Because(BaseModel):
    """A reason."""

    model_config = _model(reason="业务已恢复")
    reason: Text


class AdoptionTold(BaseModel):
    """What is told of a revision in force before the system knew it. `confirm`: clauses or links, or `all`."""

    model_config = _model(
        effective_from="2025-03-01",
        decision="总经理令 2025-03",
        decider="王敏",
        reason="体系建立前已执行",
        proof="档案柜 3，卷 12",
        confirm=["all"],
    )
    effective_from: Short
    decision: Text
    decider: Text
    reason: Text
    proof: Text
    decided_on: Short | None = None
    effective_to: Short | None = None
    confirm: list[Short] = Field(default_factory=list, max_length=10_000)


class Withdrawal(BaseModel):
    """Why a revision is withdrawn; an approved one on a day, today or later."""

    model_config = _model(reason="流程合并到 QP-07", on="2026-12-31")
    reason: Text
    on: Short | None = None


class Submission(BaseModel):
    """Why a draft is submitted, where there is something to say."""

    model_config = _model(reason="按 2026 年内审意见修订")
    reason: Text | None = None


class Refusal(BaseModel):
    """Why a submitted revision is refused."""

    model_config = _model(reason="第 3 章未写明时限")
    reason: Text


class Approval(BaseModel):
    """From which day a submitted revision comes into force, and why. `untick`: carried links that are not confirmed
    (clauses, links, or `all`). `shown_links`, `shown_against`: what the decider was shown, as `shown` of the brief
    says; where it is no longer so, nothing is written (`proposals_changed`, `basis_changed`)."""

    model_config = _model(effective_from="2026-08-01", reason="适宜且充分", untick=["5.1.4.2"])
    effective_from: Short
    reason: Text
    untick: list[Short] = Field(default_factory=list, max_length=10_000)
    shown_links: list[Short] | None = Field(None, max_length=10_000, description="Ids of the carried links shown.")
    shown_against: Short | None = Field(None, description="Id of the revision compared with; empty for none.")


class RecordParts(BaseModel):
    """What a record says: its date, or its period `A..B` (inclusive)."""

    model_config = _model(type="回访记录", number="HF-2026-018", date="2026-06-12")
    number: Short | None = None
    title: Short | None = None
    date: Short | None = None
    period: Short | None = None
    site: Short | None = None
    revision: Short | None = Field(None, description="The revision it was made under: an id or `revision:QP-05@B/1`.")


class NewRecord(RecordParts):
    """A new record."""

    model_config = _model(type="回访记录", number="HF-2026-018", date="2026-06-12", revision="revision:QP-05@B/1")
    type: Short


class RecordCorrection(RecordParts):
    """What is corrected, and why; what is not given stays."""

    model_config = _model(date="2026-06-13", reason="日期写错")
    type: Short | None = None
    reason: Text


class NewLink(BaseModel):
    """A claim. Its kind follows from the ends where it is not named."""

    model_config = _model(**{"from": "revision:QP-05@B/1", "to": "clause:GB/T 27922-2011#5.1.4.1"})
    from_: Short = Field(alias="from")
    to: Short
    kind: Short | None = None
    reason: Text | None = None
    valid_from: Short | None = None
    valid_to: Short | None = None
    fields: dict[Short, str | int | bool] | None = Field(None, description="What belongs to this use: the anchor.")


class LinkDecision(BaseModel):
    """A decision on one link. Rejecting and withdrawing need a reason."""

    model_config = _model(reason="已核对原件")
    reason: Text | None = None


class LinkDecisions(LinkDecision):
    """A decision on several links in one entry."""

    model_config = _model(links=["0197c6a8-2f00-7000-8000-000000000001"], reason="已核对原件")
    links: list[Short] = Field(min_length=1, max_length=10_000)


class LinksReaffirmed(LinkDecision):
    """Links someone looked at again, or `around`: all suspect links of one record or clause."""

    model_config = _model(around="record:HF-2026-018", reason="更正只涉及日期")
    links: list[Short] = Field(default_factory=list, max_length=10_000)
    around: Short | None = None


class EvidenceNamed(BaseModel):
    """The evidence to check; none named: all."""

    model_config = _model(evidence=[])
    evidence: list[Short] = Field(default_factory=list, max_length=10_000)


class Notes(BaseModel):
    """Signed checkpoints held elsewhere, to be compared with the ledger."""

    model_config = _model(notes=[])
    notes: list[Text] = Field(default_factory=list, max_length=1_000)


class AccountGiven(BaseModel):
    """A new account; without a password one is made and given back once."""

    model_config = _model(name="liwei", display="李伟", roles=["auditor"])
    name: Short
    roles: list[Short] = Field(min_length=1, max_length=10)
    display: Short = ""
    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    password: Text | None = None


class PasswordGiven(BaseModel):
    """A new password (none: one is made). One's own needs the current one too."""

    model_config = _model(current="旧的密码 1234", password="新的密码 567890")  # noqa: S106  an example
    current: Text | None = None
    password: Text | None = None


class TokenAsked(BaseModel):
    """A bearer token: what it is for, and for how many days it is good (not given: for ever)."""

    model_config = _model(label="nightly backup", days=90)
    label: Short
    days: int | None = Field(None, ge=1, le=TOKEN_DAYS_MOST)


class Enabled(BaseModel):
    """Whether the account can be used."""

    model_config = _model(enabled=False)
    enabled: bool


class SignIn(BaseModel):
    """Who signs in."""

    model_config = _model(name="wenkong", password="abcd-efgh-jkmn-pqrs")  # noqa: S106  an example
    name: Short
    password: Text
