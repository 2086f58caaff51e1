"""The API's description is complete and true: every route answers as it says, every example is one."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
import yaml
from pydantic import BaseModel

from api.rest import asked as bodies
from api.rest.openapi import examples, operations
from api.rest.schemas import answer_schemas
from graph_schema.vocabulary import load
from tests.api.rest.conftest import Api
from tests.api.rest.exchange import whole_day
from tests.rig.source import ROOT

WORDS = ROOT / "api" / "rest" / "words.yaml"


def test_every_route_succeeds_on_a_working_day_and_answers_as_described(api: Api) -> None:
    whole_day(api)
    answered = {(path, method) for path, method, status in api.promises.seen if status.startswith("2")}
    described = {(path, method) for path, method, _ in operations(api.promises.document)}
    assert described - answered == set()


def test_every_mutation_of_a_day_is_one_entry_by_the_api(api: Api) -> None:
    founded = api.last_seq()
    whole_day(api)
    with api.system.reader() as reader:
        entries = list(reader.entries())
    assert {entry.via for entry in entries if entry.actor == "wenkong" and entry.seq > founded} == {"api"}


def described(api: Api) -> dict[str, Any]:
    answer = api.anyone().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def test_the_description_is_served_to_anyone_and_holds_together(api: Api) -> None:
    document = described(api)
    assert document == api.promises.document
    assert document["openapi"].startswith("3.1")
    names = re.findall(r'"#/components/(\w+)/([\w-]+)"', json.dumps(document))
    assert all(name in document["components"][kind] for kind, name in names)
    identifiers = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(identifiers)) == len(identifiers)


def test_every_operation_says_what_it_takes_gives_and_may_refuse(api: Api) -> None:
    for path, method, operation in operations(described(api)):
        where = f"{method} {path}"
        assert operation["description"], where
        assert operation["tags"], where
        assert "422" not in operation["responses"], where
        problem = operation["responses"]["default"]["content"]["application/problem+json"]
        assert problem["schema"]["$ref"].endswith("/Problem")
        assert "example" in problem
        for status, response in operation["responses"].items():
            for kind, media in response.get("content", {}).items():
                assert "$ref" in media["schema"], (where, status)
                assert "example" in media or kind == "application/octet-stream", (where, status)
        for kind in operation.get("requestBody", {}).get("content", {}):
            assert kind in ("application/json", "multipart/form-data"), where


def test_every_body_and_every_example_fits_its_schema(api: Api) -> None:
    document = described(api)
    for name, example in examples().items():
        if not isinstance(example, str):
            api.promises.fits({"$ref": f"#/components/schemas/{name}"}, example)
    bodies = [name for name, schema in document["components"]["schemas"].items() if "examples" in schema]
    assert len(bodies) >= 18
    for name in bodies:
        schema = document["components"]["schemas"][name]
        assert schema["additionalProperties"] is False
        for example in schema["examples"]:
            api.promises.fits({"$ref": f"#/components/schemas/{name}"}, example)


def test_no_body_is_hidden_behind_an_answer_of_the_same_name() -> None:
    asked = {name for name, one in vars(bodies).items() if isinstance(one, type) and issubclass(one, BaseModel)}
    assert asked & set(answer_schemas(load())) == set()


def test_kinds_are_described_as_the_vocabulary_has_them(api: Api) -> None:
    schemas = described(api)["components"]["schemas"]
    for kind in load().nodes.values():
        schema = schemas[kind.kind.capitalize()]
        assert set(schema["properties"]) == {"id", "kind", "version", *kind.fields}
        assert {name for name, one in kind.fields.items() if one.required} <= set(schema["required"])


def test_the_manual_lists_every_address(api: Api) -> None:
    manual = (ROOT / "docs" / "api.md").read_text("utf-8")
    listed = set(re.findall(r"`([A-Z]+) (/[^`]*)`", manual.partition("## Addresses")[2]))
    paths = [(method.upper(), path.removeprefix("/api/v1")) for path, method, _ in operations(api.promises.document)]
    assert listed == set(paths)


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/openapi.json", "/api/v1/docs"])
def test_no_page_of_the_framework_is_served(api: Api, address: str) -> None:
    assert api.anyone().get(address).status_code == 404


def test_the_rims_words_are_there_in_every_language_with_the_same_values() -> None:
    words = yaml.safe_load(WORDS.read_text("utf-8"))
    for code, sentences in words.items():
        assert set(sentences) == {"zh-Hans", "zh-Hant", "en"}, code
        values = {frozenset(re.findall(r"\{(\w+)\}", sentence)) for sentence in sentences.values()}
        assert len(values) == 1, code


def test_codes_the_rim_raises_have_words() -> None:
    paths = (*(ROOT / "api" / "rest").glob("*.py"), *(ROOT / "api" / "incoming").glob("*.py"))
    source = "".join(path.read_text("utf-8") for path in sorted(paths))
    raised = set(
        re.findall(
            r'(?:Unreadable|HeadTooLarge|MediaTypeRefused|TooLarge|Forbidden|Unauthenticated)\(\s*"(\w+)"', source
        )
    )
    raised |= set(re.findall(r'(?:\d{3}: |else |Problem\(\d{3}, )"([a-z_]+)"', source))
    own = set(yaml.safe_load(WORDS.read_text("utf-8")))
    product = set(yaml.safe_load((ROOT / "workflows" / "words" / "errors.yaml").read_text("utf-8")))
    assert len(raised) > 10
    assert {code for code in raised if "_" in code} - own - product == set()


def test_the_address_of_the_compose_files_check_answers(api: Api) -> None:
    client: httpx.Client = api.anyone()
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
