"""Lines that would run, break out of their place or be computed, if a page took them for more than text.

Each marks what it makes with `xq`, so that whatever element, attribute or address comes of it is found by that mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

MARK = "xq"
SUM = "10370551849"
"""What 133337 * 77777 gives: a template that computed it has run."""
TAGS = (
    "script", "img", "svg", "iframe", "math", "video", "audio", "object", "embed", "form", "input", "button", "details",
    "select", "textarea", "template", "style", "link", "base", "meta", "marquee", "body", "title", "noscript", "a",
)  # fmt: skip
HANDLERS = (
    "onerror",
    "onload",
    "onfocus",
    "ontoggle",
    "onmouseover",
    "onanimationstart",
    "onbegin",
    "onpointerrawupdate",
)
CLOSERS = (
    "", '"', "'", '">', "'>", "</a>", "</td></tr></table>", "</textarea>", "</title>", "</select>", "</script>",
    "</style>", "-->", "]]>", "`", "</svg>", "</button>", "</option>", "</mark>",
)  # fmt: skip
ADDRESSES = (
    "javascript:xq()", "JaVaScRiPt:xq()", "java\tscript:xq()", "java\nscript:xq()", "\x01javascript:xq()",
    " javascript:xq()", "javascript&colon;xq()", "&#106;avascript:xq()", "data:text/html,<script xq>alert(1)</script>",
    "vbscript:xq", "//evil.invalid/xq", "\\\\evil.invalid\\xq", "/\\evil.invalid/xq", "https://evil.invalid/xq",
    "/%2e%2e/xq", "../../xq", "?xq=1#xq", "javascript://%0axq()", "blob:xq", "jar:xq",
)  # fmt: skip
TEMPLATES = (
    "{{133337*77777}} xq",
    "{{ 133337*77777 }}",
    "${133337*77777} xq",
    "#{133337*77777} xq",
    "<%= 133337*77777 %> xq",
    "{% print 133337*77777 %} xq",
    "{{config}} xq",
    "{{self.__init__.__globals__}} xq",
    "{{''.__class__.__mro__}} xq",
    "{0.__class__} xq",
    "%(xq)s %s %n",
    "{name} {count} {xq}",
    "{{constructor.constructor('alert(1)')()}} xq",
    "[[133337*77777]] xq",
    "<!--#exec cmd=xq-->",
    "<?xq system('id')?>",
    "<![CDATA[xq",
    "<!DOCTYPE xq>",
    "<!-- xq",
    "--!><img xq>",
)
ENTITIES = (
    "&lt;script xq&gt;", "&amp;lt;script xq&amp;gt;", "&#60;script xq&#62;",
    "&#x3c;img xq src=x onerror=alert(1)&#x3e;",
    "&quot; onmouseover=alert(1) xq=&quot;", "&#34;&#62;&#60;xq&#62;", "&lt xq", "&#0;xq",
    "&#x110000;xq", "&NewLine;xq",
    "＜script xq＞alert(1)＜/script＞", "﹤img xq﹥", "‹script xq›", "%3Cscript xq%3E", "\\u003cscript xq\\u003e",
    "\\x3cimg xq\\x3e", "+ADw-script xq+AD4-", "¼script xq¾", "ʺ onerror=xq", "K\u0338<xq\u0338>",
)  # fmt: skip
MARKS = (
    "\u202exq gpj.exe", "\u2066xq\u2069", "\u200fxq\u200e", "xq\u202d\u202c", "\u061cxq", "\ufeffxq", "x\u200bq xq",
    "xq\u0301\u0301\u0301\u0301", "\u2028xq\u2029", "xq\u00ad", "𠀀xq𪜶", "👩🏽‍🔧xq", "xq" + "\u0489" * 40, "﷽xq",
)  # fmt: skip
CONTROLS = ("x\x00q xq", "xq\x08\x08", "xq\x1b[31m", "xq\x7f", "xq\x85", "\x0cxq", "xq\r\nSet-Cookie: xq=1")
HTMX = (
    '" hx-get="/sign-out" hx-trigger="load" xq="', "<div xq hx-post=/sign-out hx-trigger=load>",
    '" data-hx-on:load="xq',
    "<b xq hx-on::load=alert(1)>", '" id="main" xq="', '" class="xq" style="position:fixed" xq="',
)  # fmt: skip


def lines() -> list[str]:
    """All of them, each once, in a fixed order."""
    return list(dict.fromkeys(_made()))


def _made() -> Iterator[str]:
    for place, tag in enumerate(TAGS):
        handler = HANDLERS[place % len(HANDLERS)]
        yield f"<{tag} xq>"
        yield f"<{tag} xq {handler}=alert(1) src=x href=javascript:alert(1) autofocus>"
        yield f"<{tag.upper()}/xq/{handler}=alert`1`//"
        yield f"{CLOSERS[place % len(CLOSERS)]}<{tag} xq>alert(1)</{tag}>"
    for place, closer in enumerate(CLOSERS):
        yield f"{closer} {HANDLERS[place % len(HANDLERS)]}=alert(1) xq={closer}"
        yield f"{closer}<img xq src=x onerror=alert(1)>"
        yield f"{closer}<svg xq><script xq>alert(1)</script>"
        yield f"{closer}\tautofocus onfocus\n=alert(1)\r xq "
        yield f"客户{closer}<xq-é>回访"
    yield from ADDRESSES
    yield from (f'"><a xq href="{one}">' for one in ADDRESSES)
    yield from (*TEMPLATES, *ENTITIES, *MARKS, *CONTROLS, *HTMX)
    yield from (f"<mark>xq</mark>{one}" for one in CLOSERS)
    yield from (f"{handler}=alert(1) xq" for handler in HANDLERS)
    for left, right in (("<", ">"), ("<<", ">>"), ("< ", " >"), ("<\x0c", ">"), ("<\u00a0", ">"), ("<!", ">")):
        yield f"{left}script xq{right}alert(1){left}/script{right}"
        yield f"{left}img{right[:1]} xq src=x onerror=alert(1){right}"
    yield from ("xq" + "<b>" * 60, "<" * 120 + "xq", "'" * 50 + "xq" + '"' * 50, "xq" + "&" * 90, "\\" * 40 + '"xq')


ADDRESS_ATTRIBUTES = frozenset(
    {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "background", "hx-get", "hx-post", "srcset"}
)
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
NEVER = frozenset(
    {"iframe", "object", "embed", "base", "math", "video", "audio", "marquee", "style", "noscript", "frame",
     "applet", "portal", "animate", "set", "foreignobject"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a page must not hold."""

    what: str
    line: int


class Breakouts(HTMLParser):
    """Reads a page as a browser does and notes every element and attribute that text has become."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[Fault] = []
        self._raw = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self._fault(f"left open: {self._open}")

    def _fault(self, what: str) -> None:
        self.faults.append(Fault(what[:200], self.getpos()[0]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._raw = tag if tag in ("script", "style") else ""
        if MARK in tag or tag in NEVER:
            self._fault(f"element {tag}")
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self._fault("script without a file of ours")
        if tag == "meta" and "http-equiv" in given:
            self._fault("meta http-equiv")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag not in VOID:
            self._open.append(tag)
        if len(given) != len(attrs):
            self._fault(f"an attribute twice in {tag}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if MARK in name or name.startswith(("on", "hx-on", "data-hx-on")) or name in ("style", "srcdoc"):
            self._fault(f"attribute {tag} {name}")
        if name in ADDRESS_ATTRIBUTES and value and (value[0] not in "/?#" or value[:2] in ("//", "/\\")):
            self._fault(f"address {tag} {name}={value}")
        if name in ("id", "name") and value == MARK:
            self._fault(f"{name} {value}")

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self._fault(f"end of {tag} out of its place")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._raw and MARK in data:
            self._fault(f"inside {self._raw}: {data}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self._fault(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self._fault(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self._fault(f"declaration {data}")


def faults(text: str) -> list[str]:
    """What broke out on a page."""
    found = [f"{one.what} (line {one.line})" for one in Breakouts(text).faults]
    return found + (["a template was computed"] if SUM in text else [])
