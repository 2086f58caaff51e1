"""What the limited process costs: the text of a Chinese PDF through it, warm, against its engine called directly."""

from __future__ import annotations

import random
from pathlib import Path

import pypdfium2 as pdfium

from ingestion.pages.fold import fold
from ingestion.sandbox import LimitedReader
from scripts.bench.measure import Figure, Report, interleaved, percentile
from workflows.sample.paper import Paper
from workflows.sample.pdf import pdf_bytes

PAGES = 14
LINES = 30
SENTENCES = (
    "售后服务中心接到报修后两小时内联系顾客，约定上门时间。",
    "服务人员完成维修后请顾客在服务单上签字，并留下保修凭证。",
    "回访应在服务完成后三日内进行，不满意的当日转投诉处理。",
    "配件出入库逐笔登记，旧件保留三十日备查。",
    "每月统计一次响应时间、一次修复率和顾客满意度，报管理层评审。",
    "Records are kept for three years (QR-05-03).",
)


def text_of_a_pdf(report: Report, folder: Path, rounds: int) -> None:
    """Both ways read every page of one file in turn; the ratio of the medians decides."""
    path = folder / "fourteen-pages.pdf"
    path.write_bytes(_made())

    def directly(_: int) -> list[str]:
        document = pdfium.PdfDocument(path)
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range())
            text_page.close()
            page.close()
        document.close()
        return texts

    with LimitedReader() as reader:
        warm = reader.pages(path, path.name)
        assert [fold(text) for text in directly(0)] == [page.text for page in warm.pages], "both read the same"
        assert len(warm.pages) == PAGES
        times = interleaved(rounds, directly, lambda _: reader.pages(path, path.name))
    direct, limited = (percentile(one, 0.5) for one in times)
    report.add(Figure(f"text of a {PAGES}-page Chinese PDF, pypdfium2 directly", direct * 1000, "ms"))
    report.add(Figure("the same in the warm limited process", limited * 1000, "ms"))
    report.add(Figure("limited process / directly", limited / direct, "x", most=1.5, decides=True))


def _made() -> bytes:
    """Pages full of sentences; the same bytes each time."""
    dice = random.Random(14)
    papers = [
        Paper(
            "东洲电器有限公司",
            f"服务规范 第{number}部分",
            f"WI-{number:02}",
            sections=(("要求", tuple(dice.choice(SENTENCES) for _ in range(LINES))),),
        )
        for number in range(1, PAGES + 1)
    ]
    return pdf_bytes(papers)
