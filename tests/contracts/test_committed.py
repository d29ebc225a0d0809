"""The gate on this checkout: what is committed is what the code stands for, and breaks nothing that ever was."""

import json
import warnings

import pytest

from deploy.contracts import asyncapi, documents
from deploy.contracts.documents import FOLDER, ROOT, Document
from deploy.contracts.gate import complaints
from deploy.contracts.generating import generate
from deploy.contracts.history import past
from deploy.contracts.maps import every_service
from deploy.contracts.promises import promises
from shared.contracts.all import ALL_FACTS

RELEASE = documents.release()
STALE = "What is committed isn't what the code stands for: run `make contracts`, look at the difference, commit it."


@pytest.fixture(scope="module")
def before() -> dict[str, Document]:
    """What was promised, as far as this checkout knows."""
    found = past()
    if found.lacking:
        warnings.warn(found.lacking, stacklevel=1)
    return promises(found.states)


def test_no_change_breaks_a_reader(before: dict[str, Document]) -> None:
    """Each sentence says what, where, and what to do."""
    assert complaints(ALL_FACTS, before, RELEASE) == []


def test_the_committed_schemas_are_what_the_code_stands_for(before: dict[str, Document]) -> None:
    """File by file, byte by byte."""
    committed = {file.name: file.read_text("utf-8") for file in (ROOT / FOLDER).iterdir()}
    generated = {name: documents.text(each) for name, each in generate(ALL_FACTS, before, RELEASE).items()}
    assert committed == generated, STALE


def test_the_committed_asyncapi_document_is_what_the_code_stands_for(before: dict[str, Document]) -> None:
    """Of all services that are here."""
    written = generate(ALL_FACTS, before, RELEASE)
    document = asyncapi.document(ALL_FACTS, written, every_service(), RELEASE)
    assert (ROOT / asyncapi.FILE).read_text("utf-8") == documents.text(document), STALE


def test_writing_down_what_is_promised_changes_nothing(before: dict[str, Document]) -> None:
    """So it may be done again and again, in any later release."""
    first = generate(ALL_FACTS, before, RELEASE)
    assert generate(reversed(ALL_FACTS), first, "9.9.9") == first
    assert [*first] == sorted(first)


def test_a_document_is_readable_and_ends_with_its_line() -> None:
    """Two blanks a step, letters as they are."""
    assert documents.text({"a": ["é"]}) == '{\n  "a": [\n    "é"\n  ]\n}\n'
    assert json.loads(documents.text({"a": ["é"]})) == {"a": ["é"]}
