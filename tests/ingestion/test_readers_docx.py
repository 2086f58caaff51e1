"""Word files: every printed paragraph, and the automatic numbers Word would print before them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from graph_schema.errors import ClausetrailError
from ingestion.blocks import ReadFile
from ingestion.readers.registry import read_file
from tests.ingestion.make_docx import level, listed, make_docx, paragraph


def read(folder: Path, data: bytes, name: str = "a.docx") -> ReadFile:
    path = folder / name
    path.write_bytes(data)
    return read_file(path)


def numbers(folder: Path, body: str, numbering: str, styles: str = "") -> list[tuple[str, str]]:
    found = read(folder, make_docx(body, {"numbering": numbering, "styles": styles}))
    return [(block.auto_number, block.text) for block in found.blocks]


def definition(levels: str, identity: int = 1) -> str:
    return f'<w:abstractNum w:abstractNumId="{identity}">{levels}</w:abstractNum>'


def instance(identity: int = 1, abstract: int = 1, overrides: str = "") -> str:
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


THREE_LEVELS = level(0, "%1") + level(1, "%1.%2") + level(2, "%1.%2.%3")


def test_multilevel_numbers_count_and_restart(tmp_path: Path) -> None:
    steps = [("范围", 0), ("总则", 1), ("应用", 1), ("甲", 2), ("乙", 2), ("引用文件", 0), ("规范", 1), ("丙", 2)]
    body = "".join(listed(text, 1, depth) for text, depth in steps)
    assert numbers(tmp_path, body, definition(THREE_LEVELS) + instance()) == [
        ("1", "范围"),
        ("1.1", "总则"),
        ("1.2", "应用"),
        ("1.2.1", "甲"),
        ("1.2.2", "乙"),
        ("2", "引用文件"),
        ("2.1", "规范"),
        ("2.1.1", "丙"),
    ]


@pytest.mark.parametrize(
    ("number_format", "text", "expected"),
    [
        ("chineseCountingThousand", "第%1章", ["第一章", "第二章", "第三章"]),
        ("chineseCounting", "%1、", ["一、", "二、", "三、"]),
        ("chineseCounting", "（%1）", ["（一）", "（二）", "（三）"]),
        ("lowerLetter", "%1)", ["a)", "b)", "c)"]),
        ("upperRoman", "%1.", ["I.", "II.", "III."]),
        ("ideographTraditional", "%1、", ["甲、", "乙、", "丙、"]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("none", "注：", ["注：", "注：", "注："]),
    ],
)
def test_number_formats(tmp_path: Path, number_format: str, text: str, expected: list[str]) -> None:
    body = "".join(listed(f"p{index}", 1) for index in range(3))
    found = numbers(tmp_path, body, definition(level(0, text, number_format)) + instance())
    assert [number for number, _ in found] == expected


def test_restart_rules_and_legal_numbers(tmp_path: Path) -> None:
    """lvlRestart 0 never restarts; isLgl prints decimals for every level."""
    levels = (
        level(0, "第%1章", "chineseCountingThousand")
        + level(1, "第%2条", "chineseCountingThousand", '<w:lvlRestart w:val="0"/>')
        + level(2, "%1.%2.%3", "decimal", "<w:isLgl/>")
    )
    steps = [("总则", 0), ("一", 1), ("二", 1), ("细", 2), ("责任", 0), ("三", 1), ("目", 2)]
    body = "".join(listed(text, 1, depth) for text, depth in steps)
    found = numbers(tmp_path, body, definition(levels) + instance())
    assert [number for number, _ in found] == ["第一章", "第一条", "第二条", "1.2.1", "第二章", "第三条", "2.3.1"]


def test_lists_of_one_definition_count_together_until_a_start_is_given(tmp_path: Path) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = definition(level(0, "%1)")) + instance(1) + instance(2) + instance(3, 1, override)
    body = "".join(listed(text, number) for text, number in [("a", 1), ("b", 2), ("c", 3), ("d", 3), ("e", 1)])
    assert [number for number, _ in numbers(tmp_path, body, numbering)] == ["1)", "2)", "5)", "6)", "7)"]


def test_a_level_of_a_list_can_be_replaced(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "[%1]", "upperLetter")}</w:lvlOverride>'
    numbering = definition(level(0, "%1)")) + instance(2, 1, override)
    assert numbers(tmp_path, listed("x", 2) + listed("y", 2), numbering) == [("[A]", "x"), ("[B]", "y")]


def test_a_list_that_begins_deep_prints_the_starts_above(tmp_path: Path) -> None:
    numbering = definition(level(0, "%1", start=4) + level(1, "%1.%2")) + instance()
    body = listed("总要求", 1, 1) + listed("服务", 1, 0) + listed("能力", 1, 1)
    assert [number for number, _ in numbers(tmp_path, body, numbering)] == ["4.1", "4", "4.1"]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr>'
    '<w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2x"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/><w:basedOn w:val="a"/></w:style>'
)


def styled(text: str, style: str, more: str = "") -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>{more}')


def test_numbers_and_levels_come_through_styles_and_their_bases(tmp_path: Path) -> None:
    linked = level(0, "%1", more='<w:pStyle w:val="1"/>') + level(1, "%1.%2", more='<w:pStyle w:val="2"/>')
    without = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = (
        styled("目录行", "T1")
        + styled("范围", "1")
        + styled("总则", "2")
        + styled("应用", "2x")
        + styled("前言", "1", without)
        + styled("图一", "C")
        + styled("术语", "1")
    )
    found = read(tmp_path, make_docx(body, {"numbering": definition(linked) + instance(), "styles": STYLES}))
    assert [(block.role, block.level, block.auto_number, block.text) for block in found.blocks] == [
        ("toc", None, "", "目录行"),
        ("heading", 1, "1", "范围"),
        ("heading", 2, "1.1", "总则"),
        ("heading", 2, "1.2", "应用"),
        ("heading", 1, "", "前言"),
        ("caption", None, "", "图一"),
        ("heading", 1, "2", "术语"),
    ]


def test_a_numbering_style_stands_for_its_definition(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:styleLink w:val="Laws"/>'
        + level(0, "第%1条", "chineseCountingThousand")
        + '</w:abstractNum><w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="Laws"/></w:abstractNum>'
        + instance(3, 8)
    )
    assert numbers(tmp_path, listed("甲", 3) + listed("乙", 3), numbering) == [("第一条", "甲"), ("第二条", "乙")]


def test_custom_format_pads_with_zeros(tmp_path: Path) -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="R%1"/></w:lvl>'
    )
    body = listed("a", 1) + listed("b", 1)
    assert numbers(tmp_path, body, definition(custom) + instance()) == [("R009", "a"), ("R010", "b")]


def test_an_empty_numbered_paragraph_still_counts_and_shows(tmp_path: Path) -> None:
    body = listed("a", 1) + listed("", 1) + listed("c", 1)
    assert numbers(tmp_path, body, definition(level(0, "%1.")) + instance()) == [("1.", "a"), ("2.", ""), ("3.", "c")]


def test_tracked_changes_read_as_accepted_and_are_told(tmp_path: Path) -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    new = '<w:ins w:id="2"><w:r><w:t>新</w:t></w:r></w:ins>'
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        listed("一", 1)
        + paragraph("", f'{numbered}<w:rPr><w:del w:id="3"/></w:rPr>', gone)
        + paragraph("记录", numbered, gone + new)
        + paragraph("明", runs="<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>")
    )
    found = read(tmp_path, make_docx(body, {"numbering": definition(level(0, "%1.")) + instance()}))
    assert [(block.auto_number, block.text) for block in found.blocks] == [("1.", "一"), ("2.", "记录新"), ("", "明")]
    assert {issue.code: issue.params["count"] for issue in found.issues} == {
        "tracked_deletions_left_out": "2",
        "hidden_text_left_out": "1",
    }


def test_every_place_that_prints_is_read_once(tmp_path: Path) -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        + paragraph("框内")
        + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        + paragraph("框内")
        + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    link = "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>后</w:t><w:br/><w:t>次行</w:t></w:r>"
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(a)}</w:tc><w:tc>{paragraph(b)}</w:tc></w:tr>"
        for a, b in [("编号", "要求"), ("1", "记录")]
    )
    control = f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    frame = f"<w:tbl><w:tr><w:tc>{paragraph('框线内一')}{paragraph('框线内二')}</w:tc></w:tr></w:tbl>"
    body = paragraph("正文", runs=link) + paragraph("前", runs=box) + f"<w:tbl>{rows}</w:tbl>" + control + frame
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph("x")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("脚注")}</w:footnote>'
    )
    parts = {"header": paragraph("页眉"), "footer": paragraph("页脚"), "footnotes": notes}
    found = read(tmp_path, make_docx(body, parts))
    assert [(block.role, block.text) for block in found.blocks] == [
        ("header", "页眉"),
        ("body", "正文链接\t后"),
        ("body", "次行"),
        ("body", "前"),
        ("body", "框内"),
        ("cell", "编号"),
        ("cell", "要求"),
        ("cell", "1"),
        ("cell", "记录"),
        ("body", "控件"),
        ("body", "框线内一"),
        ("body", "框线内二"),
        ("footer", "页脚"),
        ("footnote", "脚注"),
    ]
    assert found.blocks[-1].auto_number == "1"


def test_a_contents_field_over_several_paragraphs_is_toc(tmp_path: Path) -> None:
    def mark(kind: str, code: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/><w:instrText>{code}</w:instrText></w:r>'

    begin = mark("begin", ' TOC \\o "1-3" ') + mark("separate")
    end = mark("end")
    inner = mark("begin", "PAGEREF _1") + mark("separate") + "<w:r><w:t>3</w:t></w:r>" + end
    body = (
        paragraph("", runs=begin + f"<w:r><w:t>1 范围 </w:t></w:r>{inner}")
        + paragraph("2 术语 ", runs=inner)
        + paragraph("", runs=end)
        + paragraph("1 范围")
    )
    found = read(tmp_path, make_docx(body))
    assert [(block.role, block.text) for block in found.blocks] == [
        ("toc", "1 范围 3"),
        ("toc", "2 术语 3"),
        ("body", "1 范围"),
    ]


def test_a_document_that_is_one_table_gives_rows(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("评价指标")
    table = document.add_table(rows=0, cols=2)
    for number in range(1, 6):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = f"5.1.{number}", f"指标{number}的要求，应有文件并保持记录"
    path = tmp_path / "a.docx"
    document.save(str(path))
    found = read_file(path)
    assert found.blocks == ()
    assert [row.cells for row in found.rows][:2] == [("评价指标",), ("5.1.1", "指标1的要求，应有文件并保持记录")]
    assert [row.place.row for row in found.rows][1:] == [1, 2, 3, 4, 5]


def test_headings_and_lists_as_python_docx_writes_them(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Scope", level=1)
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    document.add_paragraph("dot", style="List Bullet")
    path = tmp_path / "a.docx"
    document.save(str(path))
    found = read_file(path)
    assert [(block.role, block.level, block.auto_number, block.text) for block in found.blocks] == [
        ("heading", 1, "", "Scope"),
        ("body", None, "1.", "first"),
        ("body", None, "2.", "second"),
        ("body", None, "•", "dot"),
    ]


def test_the_strict_form_of_the_vocabulary_is_read(tmp_path: Path) -> None:
    strict = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body><w:p><w:r><w:t>4.1 总则</w:t>'
        "</w:r></w:p></w:body></w:document>"
    )
    assert read(tmp_path, make_docx("", raw_document=strict)).blocks[0].text == "4.1 总则"


def test_a_word_file_under_another_name_is_read_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, make_docx(paragraph("4.1 总则")), name="standard.pdf")
    assert found.blocks[0].text == "4.1 总则"
    assert [issue.code for issue in found.issues] == ["file_name_differs"]


def test_an_unknown_number_format_is_printed_decimal_and_told(tmp_path: Path) -> None:
    numbering = definition(level(0, "%1)", "hebrew1")) + instance()
    found = read(tmp_path, make_docx(listed("a", 1), {"numbering": numbering}))
    assert found.blocks[0].auto_number == "1)"
    assert [(issue.code, issue.params["format"]) for issue in found.issues] == [("number_format_unknown", "hebrew1")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_docx(""), "file_without_text"),
        (make_docx("", raw_document="<w:document"), "file_damaged"),
        (make_docx("", raw_document='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "file_damaged"),
        (make_docx(paragraph("x"))[:-200], "file_damaged"),
        (make_docx("", raw_document="<a>" * 100_000 + "</a>" * 100_000), "file_without_text"),
    ],
)
def test_broken_packages_are_refused_with_a_code(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(ClausetrailError) as caught:
        read(tmp_path, data)
    assert caught.value.code == code
