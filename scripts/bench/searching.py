"""Search against a bare Whoosh index: the same terms of the same generated Chinese documents, built and asked in turn.

Bare: one field list, one writer, one commit; a query is answered with the keys of its ten best. Ours does that and
keeps filters, seals its files, verifies every hit shown and finds its places in the text."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Term

from scripts.bench.measure import Figure, Report, interleaved, percentile, seconds
from search.analysis import pairs, terms_of
from search.asking import parse
from search.engine import KEY, PAIRS, WORDS, WRITER_MEGABYTES, Kept, Terms
from search.fold import fold
from search.port import Entry, Mark
from search.whoosh_index import KINDS, WhooshIndex

CHARACTERS = 2_075
WORDS_OF = (
    *("售后服务", "客户回访", "投诉处理", "备件管理", "安装调试", "维修记录", "质量目标", "培训考核", "满意度调查"),
    *("服务承诺", "退换货流程", "巡检计划", "电话接听", "网点建设", "应急预案", "配送时限", "保修期限", "责任部门"),
    *("预防措施", "纠正措施", "内部审核", "管理评审", "文件控制", "供方评价"),
)
FRAMES = (
    "{a}应按规定的时限完成，并由{b}负责人签字确认",
    "{a}过程中发现的问题，须在三个工作日内转交{b}岗位处理",
    "为保证{a}的有效性，公司每季度组织一次{b}检查",
    "{a}的结果应形成书面记录，作为{b}的依据予以保存",
    "未经批准，任何人员不得更改{a}的要求，{b}除外",
)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂"
NEW_DOCUMENT_SECONDS = 2.0


def document(rng: random.Random) -> str:
    """A generated document: sentences of the trade, three in ten with names, dates and codes."""
    made: list[str] = []
    length = 0
    while length < CHARACTERS:
        sentence = rng.choice(FRAMES).format(a=rng.choice(WORDS_OF), b=rng.choice(WORDS_OF))
        if rng.random() < 0.3:
            who = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(2))
            day = f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
            sentence += f"（{who}，{day}，编号 FW{rng.randrange(10**6):06d}）"
        made.append(sentence)
        length += len(sentence) + 1
    return "。".join(made)


def queries(rng: random.Random, texts: Sequence[str], count: int) -> list[str]:
    """One to three words each: terms of the trade, any two characters, codes."""
    made = []
    for _ in range(count):
        words = []
        for _ in range(rng.randint(1, 3)):
            text = rng.choice(texts)
            at = rng.randrange(len(text) - 8)
            code = text.find("FW", at)
            pick = rng.random()
            any_two = text[at : at + 2]
            words.append(rng.choice(WORDS_OF) if pick < 0.5 or not any_two.isalnum() else any_two)
            if pick > 0.9 and code >= 0:
                words[-1] = text[code : code + 8]
        made.append(" ".join(words))
    return made


class Bare:
    """Whoosh as it comes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        schema = Schema(**{PAIRS: Terms(scorable=True), WORDS: Terms(scorable=True), KEY: Kept()})
        self._index = FileIndex.create(FileStorage(str(folder)), schema, "BARE")

    def build(self, entries: Sequence[Entry]) -> None:
        """All in one commit."""
        writer = self._index.writer(limitmb=WRITER_MEGABYTES)
        for entry in entries:
            terms = terms_of(fold(entry.title), fold(entry.text))
            writer.add_document(**{PAIRS: terms.pairs, WORDS: terms.words, KEY: entry.key})
        writer.commit()
        self._searcher = self._index.searcher()

    def ask(self, words: str) -> list[str]:
        """The keys of the ten best."""
        wanted = []
        for word in parse(words).words:
            if word.isascii():
                wanted.append(Term(WORDS, word))
            else:
                wanted += [Term(PAIRS, pair) for pair in pairs(word)]
        return [hit[KEY] for hit in self._searcher.search(And(wanted), limit=10)]


def search(report: Report, folder: Path, count: int, rounds: int) -> None:
    """Build and query as ratios; a new document findable; memory is not measured here."""
    rng = random.Random(2026)
    entries = [
        Entry(f"{number:08d}#1", f"{number:08d}", "evidence", f"文件 {number}.pdf", document(rng), page=1)
        for number in range(count)
    ]
    told = {entry.key: (entry.title, entry.text) for entry in entries}
    bare, ours = Bare(folder / "bare"), WhooshIndex(folder / "index")
    ours.start_anew()
    built_bare = seconds(lambda: bare.build(entries))
    page = 2_000
    parts = [entries[start : start + page] for start in range(0, count, page)]

    def build() -> None:
        for part in parts:
            ours.update((), part, Mark(building="evidence "))
        ours.update((), (), Mark(0))

    built = seconds(build)
    report.add(Figure(f"index of {count:,} documents, built", built, "s"))
    report.add(Figure("build against bare Whoosh", built / built_bare, "ratio", most=1.3, decides=True))
    asked = queries(rng, [entry.text for entry in entries[:200]], rounds)

    def texts(keys: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        return {key: told[key] for key in keys if key in told}

    def ask(number: int) -> object:
        return ours.find(parse(asked[number]), texts, kinds=KINDS, limit=10)

    for number in range(min(10, rounds)):
        ask(number)
    mine, plain = interleaved(rounds, ask, lambda number: bare.ask(asked[number]))
    report.add(Figure("search p50", percentile(mine, 0.5) * 1000, "ms"))
    report.add(Figure("search p95", percentile(mine, 0.95) * 1000, "ms", most=60))
    report.add(
        Figure("search against bare Whoosh, whole time", sum(mine) / sum(plain), "ratio", most=1.3, decides=True)
    )
    new = Entry("new#1", "new", "evidence", "新.pdf", "独一无二的新文件", page=1)
    told[new.key] = (new.title, new.text)
    start = time.perf_counter()
    ours.update(["new"], [new], Mark(1))
    assert ours.find(parse("独一无二"), texts, kinds=KINDS, limit=10).total == 1
    report.add(Figure("a new document findable", time.perf_counter() - start, "s", most=NEW_DOCUMENT_SECONDS))
    ours.close()
