"""What is to be loaded, as data in chapters, and what stands in the files of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import chain
from typing import Any

import yaml

World = Mapping[str, Any]

DOCUMENTS = ("procedures", "specifications")
RECORDS = ("records-2025", "records-2026")


def read(name: str) -> World:
    """A YAML file of the sample; dates and numbers in it stay the texts they are."""
    text = (resources.files("workflows") / "sample" / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: World = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it builds nothing but texts, lists and maps
    return loaded


def read_world() -> World:
    """All chapters as one: the organisation, `documents`, `records`, and what is done at the desk besides."""
    return {
        **read("organisation"),
        **read("desk"),
        "documents": list(chain.from_iterable(read(name)["documents"] for name in DOCUMENTS)),
        "records": list(chain.from_iterable(read(name)["records"] for name in RECORDS)),
    }


def contents(world: World) -> dict[str, World]:
    """What stands in each file, by file name, with printed forms filled in."""
    forms = read("forms")
    return {name: _filled(content, forms) for name, content in _told(world)}


def _told(world: World) -> Iterator[tuple[str, World]]:
    """Names and contents where they stand: a record may also name a file that is told with another record."""
    for document in world["documents"]:
        for revision in document["revisions"]:
            yield revision["file"], revision["paper"]
    for record in world["records"]:
        files = {**record["files"], **record.get("waiting", {})}
        yield from ((name, content) for name, content in files.items() if content)


def _filled(content: World, forms: World) -> World:
    """A paper on a form gets the form's heads and labels, its own values; one of many papers in each of them."""
    if "papers" in content:
        return {**content, "papers": [_filled(one, forms) for one in content["papers"]]}
    if "form" not in content:
        return content
    form = forms[content["form"]]
    heads = {name: form[name].format(**content) for name in ("code", "signed")}
    fields = dict(zip(form["labels"], content["values"], strict=True))
    return {"title": form["title"], **content, **heads, "fields": fields}
