"""Demands in wording, in three languages: what asks, how strongly, and what only sounds like it."""

from __future__ import annotations

import pytest

from ingestion.obligations import find_obligations
from ingestion.wording import obliges, permits_only

DEMANDS = [
    ("组织应建立形成文件的程序。", {"procedure": "explicit"}),
    ("组织应保持成文信息以支持过程运行。", {"procedure": "explicit"}),
    ("组织应保留适当的成文信息作为能力的证据。", {"record": "explicit", "evidence": "explicit"}),
    ("评审的结果应予以记录。", {"record": "explicit"}),
    ("应保存培训、考核和资格的记录。", {"record": "explicit"}),
    ("记录的要求。", {"record": "implied"}),
    ("应标识和记录服务设施。", {"record": "implied"}),
    ("应对设计进行评审。", {"review": "explicit"}),
    ("组织应按策划的时间间隔进行内部审核。", {"review": "explicit"}),
    ("更改应经批准。", {"approval": "explicit"}),
    ("应对供方进行评价。", {"evaluation": "explicit"}),
    ("应预先通知顾客。", {"notice": "explicit"}),
    ("服务者應保存服務紀錄至少三年。", {"record": "explicit"}),
    ("應進行定期稽核。", {"review": "explicit"}),
    ("應經主管機關核准。", {"approval": "explicit"}),
    ("The organization shall maintain records of training.", {"record": "explicit"}),
    ("Records shall be kept for three years.", {"record": "explicit"}),
    ("A documented procedure shall be established.", {"procedure": "explicit"}),
    ("Implement policies and procedures to prevent harm.", {"procedure": "explicit"}),
    ("It shall retain documented information on results.", {"record": "explicit"}),
    ("It shall provide evidence of the results.", {"evidence": "explicit"}),
    ("Management shall review the system.", {"review": "explicit"}),
    ("Changes shall be approved before use.", {"approval": "explicit"}),
    ("The organization shall evaluate its suppliers.", {"evaluation": "explicit"}),
    ("The customer must be notified.", {"notice": "explicit"}),
    ("It shall be maintained as documented information.", {"procedure": "explicit", "record": None}),
    ("It shall retain documented information as evidence of skill.", {"record": "explicit", "evidence": "explicit"}),
    ("Leaders shall establish a policy.", {"procedure": "implied"}),
    ("The plan shall be documented.", {"record": "explicit"}),
    ("Document the promises in a contract.", {"record": "implied"}),
    ("Retain the documentation of visits for 6 years.", {"record": "explicit"}),
    ("Perform a periodic evaluation of the measures.", {"evaluation": "explicit"}),
    ("Rules shall be defined, approved by management and published.", {"approval": "explicit"}),
    ("Independent reviews shall be carried out every year.", {"review": "explicit"}),
    ("A visitor shall be able to demonstrate that it was asked.", {"evidence": "explicit"}),
    ("應訂定作業程序書。", {"procedure": "explicit"}),
    ("應維持文件化資訊。", {"procedure": "explicit", "record": None}),
    ("應保留文件化資訊作為能力之證據。", {"record": "explicit", "evidence": "explicit"}),
    ("管理階層應審查服務制度。", {"review": "explicit"}),
    ("應對供應商進行評鑑。", {"evaluation": "explicit"}),
    ("組織應鑑別並記錄。", {"record": "implied"}),
    ("每年评审一次，并保存记录。", {"review": "explicit", "record": "explicit"}),
    ("法务部应审核合同。", {"review": "explicit"}),
    ("应保持文件化信息。", {"procedure": "explicit"}),
]


@pytest.mark.parametrize(("text", "wanted"), DEMANDS, ids=[text[:24] for text, _ in DEMANDS])
def test_words_that_demand(text: str, wanted: dict[str, str]) -> None:
    found = {one.kind: one.strength for one in find_obligations(text)}
    assert {kind: found.get(kind) for kind in wanted} == wanted
    assert all(one.words in text for one in find_obligations(text))


@pytest.mark.parametrize(
    "text",
    [
        "对规范的符合性不能成为其符合体系要求的证据。",
        "评审应输入以下信息：",
        "顾客要求已得到识别和确认。",
        "使用特定方法和程序；",
        "能测量和评价顾客的满意程度。",
        "了解评价服务质量的标准和方法。",
        "记录内容应包括：",
        "The record label is red.",
        "Authorized users have access.",
        "评价应公正。",
        "It shall wait unless otherwise approved.",
    ],
)
def test_words_that_only_sound_like_a_demand(text: str) -> None:
    assert find_obligations(text) == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("组织应记录。", True),
        ("不应混用。", True),
        ("不得收费。", True),
        ("必须检查。", True),
        ("禁止吸烟。", True),
        ("服務者應保存。", True),
        ("It shall be kept.", True),
        ("服务提供应守时。", True),
        ("服务管理应公开。", True),
        ("原因应查明。", True),
        ("绩效应公布。", True),
        ("核对应仔细。", True),
        ("服務提供應守時。", True),
        ("供应商及其响应。", False),
        ("供應商與其相應的反應。", False),
        ("Plan (Required). Write it down.", True),
        ("It must not be used.", True),
        ("本标准适用于应用软件的供应和响应。", False),
        ("与理念相适应。", False),
        ("对应的效应、反应和应急预案。", False),
        ("可以口头沟通。", False),
        ("宜每年检查。", False),
        ("It should be kept.", False),
        ("Visits are common.", False),
    ],
)
def test_whether_words_oblige(text: str, answer: bool) -> None:
    assert obliges(text) is answer


def test_a_lead_in_that_only_permits() -> None:
    assert permits_only("组织应确定方法。方法可包括：")
    assert not permits_only("组织应确定下列方法：")
