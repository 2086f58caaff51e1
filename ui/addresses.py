"""Where pages are: one function for each, so that no address is written twice. `view` is the query of a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

HOME = "/"
STANDARDS = "/standards"
STANDARD_IMPORT = "/standards/import"
DOCUMENTS = "/documents"
DOCUMENT_NEW = "/documents/new"
RECORDS = "/records"
RECORD_NEW = "/records/new"
RECORDS_LINK = "/records/link"
EVIDENCE = "/evidence"
UPLOAD = "/upload"
EVIDENCE_LINK = "/evidence/link"
EVIDENCE_UNLINK = "/evidence/link/undo"
EVIDENCE_RECORDS = "/evidence/records"
INBOX = "/inbox"
DECISIONS = "/decisions"
LEDGER = "/ledger"
LEDGER_VERIFY = "/ledger/verify"
LEDGER_CHECKPOINT = "/api/v1/ledger/checkpoint"
LEDGER_KEY = "/api/v1/ledger/key"
LEDGER_EXPORT = "/api/v1/ledger/export"
PEOPLE = "/people"
PEOPLE_NEW = "/people/new"
ACCOUNT = "/account"
ACCOUNT_PASSWORD = "/account/password"  # noqa: S105  an address
ACCOUNT_TOKEN = "/account/token"  # noqa: S105  an address
SEARCH = "/search"
COMPONENTS = "/components"
HELP = "/help"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
_PAGES = {
    "standard": "standards",
    "clause": "clauses",
    "document": "documents",
    "revision": "revisions",
    "record": "records",
    "evidence": "evidence",
    "link": "links",
}


def view_query(**asked: str | None) -> str:
    """The query of a view, `?as_of=...`, in the order given; empty where nothing was asked."""
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(given)}" if given else ""


def with_query(address: str, view: str, **more: str) -> str:
    """An address with a view and further parameters."""
    added = urlencode(more)
    query = f"{view}&{added}" if view and added else view or (f"?{added}" if added else "")
    return f"{address}{query}"


def of_kind(kind: str, id_: str, view: str = "") -> str:
    """The page of a thing by its kind and id."""
    return f"/{_PAGES[kind]}/{quote(id_, safe='')}{view}"


def of_thing(thing: Mapping[str, Any], view: str = "") -> str:
    """The page of a thing as an answer names it; a statement of applicability is seen at its clause."""
    kind = thing["kind"] if thing["kind"] in _PAGES else "link"
    return of_kind(kind, thing["id"], view)


def of_document(id_: str, what: str, view: str = "") -> str:
    """What is done with a document: revise, difference, clauses."""
    return f"{of_kind('document', id_)}/{what}{view}"


def of_revision(id_: str, what: str) -> str:
    """What is done with a revision: submit, withdraw, adopt."""
    return f"{of_kind('revision', id_)}/{what}"


def of_record(id_: str, what: str) -> str:
    """What is done with a record: edit, files."""
    return f"{of_kind('record', id_)}/{what}"


def decision(revision: str, view: str = "") -> str:
    """Where a revision is decided on."""
    return f"{DECISIONS}/{quote(revision, safe='')}{view}"


def on_day(address: str, day: str) -> str:
    """An address as of a day ("": today)."""
    return f"{address}?{urlencode({'as_of': day})}" if day else address


def home_figures(standard: str) -> str:
    """Where the home page fetches the numbers of an edition."""
    return f"/figures/{quote(standard, safe='')}"


def file_page(kind: str, id_: str, view: str = "", page: int | None = None, words: str = "") -> str:
    """A page of an evidence or of a revision's file, with what is looked for on it."""
    place = of_kind(kind, id_) + ("/file" if kind == "revision" else "")
    more = {"page": str(page) if page else "", "q": words}
    return with_query(place, view, **{name: value for name, value in more.items() if value})


def page_picture(kind: str, id_: str, page: int, width: int, version: str) -> str:
    """Where a page of a file is drawn; the version lets a browser keep it."""
    return f"{of_kind(kind, id_)}/pages/{page}.webp?{urlencode({'width': width, 'v': version})}"


def evidence_reread(id_: str) -> str:
    """Where a file is asked to be read again."""
    return f"{of_kind('evidence', id_)}/reread"


def evidence_content(id_: str) -> str:
    """Where the bytes of an evidence are handed out."""
    return f"/api/v1/evidence/{quote(id_, safe='')}/content"


def revision_content(id_: str) -> str:
    """Where the bytes of a revision are handed out."""
    return f"/api/v1/revisions/{quote(id_, safe='')}/content"


def standard_draft(key: str) -> str:
    """What was read of a standard that is not imported yet."""
    return f"{STANDARD_IMPORT}/{key}"


def ledger_entry(seq: int) -> str:
    """An entry of the ledger."""
    return f"{LEDGER}/{seq}"


def ledger_proof(seq: int) -> str:
    """Where the proof that an entry is in the ledger is handed out."""
    return f"/api/v1/ledger/proofs/inclusion?seq={seq}"


def person(name: str, act: str = "account") -> str:
    """An account's page, or what is done with it: `roles`, `password`, `access`."""
    return f"{PEOPLE}/{quote(name, safe='')}/{act}"


def language(tag: str, back: str) -> str:
    """Where the language is changed; leads back to a page of this site."""
    return f"/language/{tag}?{urlencode({'next': back})}"


def sign_in(back: str) -> str:
    """The sign-in page that leads to a page of this site afterwards."""
    return f"{SIGN_IN}?{urlencode({'next': back})}" if back not in ("", "/") else SIGN_IN


def local_path(text: str | None) -> str:
    """The path of this site that a `next` names, else `/`: never another host, whatever browsers make of slashes."""
    if text is None or not text.startswith("/") or text[:2] in ("//", "/\\"):
        return "/"
    return "/" if any(one <= " " or one == "\\" or one == "\x7f" for one in text) else text
