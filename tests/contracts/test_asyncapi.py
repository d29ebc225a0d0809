"""The AsyncAPI document, as AsyncAPI's own parser reads it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.contracts import asyncapi, headers, parser
from deploy.contracts.documents import ROOT, text
from deploy.contracts.generating import generate
from deploy.contracts.maps import every_service
from deploy.node import NodeFailed
from deploy.web import building
from shared.contracts.all import ALL_FACTS
from shared.contracts.fact import fact_type
from tests.contracts.garden import dug

pytestmark = pytest.mark.timeout(600)  # the first time the parser comes from npm
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
Document = dict[str, Any]


@pytest.fixture(scope="module")
def committed() -> Document:
    """The document of this checkout."""
    return json.loads((ROOT / asyncapi.FILE).read_text("utf-8"))


@pytest.fixture(scope="module")
def said(committed: Document, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the parser says of this document and of every variation, read one after the other by one Node."""
    variations = {"as committed": committed, "golden": with_the_golden_ones(committed)}
    variations |= {"otherwise": otherwise(committed)} | {how: broken(committed, how) for how in BROKEN}
    folder = tmp_path_factory.mktemp("asyncapi")
    for name, document in variations.items():
        (folder / name).write_text(text(document), "utf-8")
    return dict(zip(variations, parser.complaints(*(folder / name for name in variations)), strict=True))


def test_the_parser_has_nothing_to_say(said: dict[str, list[str]]) -> None:
    """No error, no warning, no hint."""
    assert said["as committed"] == []


def with_the_golden_ones(document: Document) -> Document:
    """The document, with every agreed wire form as an example of its message."""
    whole = copy.deepcopy(document)
    for file in GOLDEN:
        agreed = json.loads(file.read_text("utf-8"))
        example = {"headers": agreed["headers"], "payload": agreed["data"]}
        whole["components"]["messages"][file.stem]["examples"] = [example]
    return whole


def test_every_agreed_wire_form_is_what_the_document_says(said: dict[str, list[str]]) -> None:
    """Headers and data, of every fact and version."""
    assert said["golden"] == []


def otherwise(document: Document) -> Document:
    """With a header too few, a value that isn't one, and another fact's type."""
    whole = with_the_golden_ones(document)
    example = whole["components"]["messages"]["registry.SchoolJoined.1"]["examples"][0]
    del example["headers"]["ce_sequence"]
    example["headers"]["ce_type"] = "registry.SchoolLeft"
    example["payload"]["phase"] = "university"
    return whole


def test_a_wire_form_that_is_otherwise_is_found(said: dict[str, list[str]]) -> None:
    """The comparison can fail."""
    found = " ".join(said["otherwise"])
    assert "ce_sequence" in found
    assert "headers/ce_type must be equal to constant" in found
    assert "payload/phase must be equal to one of the allowed values" in found


def test_every_header_is_described() -> None:
    """Of those that records have."""
    sent = {name for file in GOLDEN for name in json.loads(file.read_text("utf-8"))["headers"]}
    assert sent == headers.common()["properties"].keys()


BROKEN: dict[str, Callable[[Document], object]] = {
    "no title": lambda document: document["info"].pop("title"),
    "a message that isn't there": lambda document: document["components"]["messages"].popitem(),
    "an operation on no channel": lambda document: document["channels"].pop("registry.schools"),
    "an action that is none": lambda document: _operation(document).update(action="shout"),
    "a message of another channel": lambda document: _operation(document).update(
        messages=[{"$ref": "#/channels/registry.people/messages/registry.PersonMoved.1"}]
    ),
    "partitions in words": lambda document: _kafka(document).update(partitions="six"),
    "a payload of no type": lambda document: _payload(document).update(type="thing"),
}


def broken(document: Document, how: str) -> Document:
    """The document with something wrong in it."""
    wrong = copy.deepcopy(document)
    BROKEN[how](wrong)
    return wrong


def _operation(document: Document) -> Document:
    return document["operations"]["registry.publishes.registry.schools"]


def _kafka(document: Document) -> Document:
    return document["channels"]["registry.schools"]["bindings"]["kafka"]


def _payload(document: Document) -> Document:
    return document["components"]["messages"]["registry.SchoolLeft.1"]["payload"]


@pytest.mark.parametrize("how", BROKEN)
def test_the_parser_refuses_a_broken_document(said: dict[str, list[str]], how: str) -> None:
    """It can fail."""
    assert said[how] != []


def test_the_document_says_who_publishes_and_who_reads(committed: Document) -> None:
    """As the services' maps say it."""
    told = {
        (name.partition(".")[0], each["action"], each["channel"]["$ref"].rpartition("/")[2])
        for name, each in committed["operations"].items()
    }
    services = every_service()
    publishes = {(each.name, "send", topic.name) for each in services for topic in each.publishes}
    readers = [reader for each in services for reader in each.subscriptions()]
    reads = {(reader.name, "receive", topic.name) for reader in readers for topic in reader.topics}
    assert told == publishes | reads
    assert ("notify", "receive", "registry.schools") in told


def test_every_topic_and_every_fact_is_in_the_document(committed: Document) -> None:
    """Of all owners, with its key."""
    topics = {fact_type(cls).topic.name for cls in ALL_FACTS}
    channels = committed["channels"]
    assert channels.keys() == topics
    told = {name for channel in channels.values() for name in channel["messages"]}
    assert told == committed["components"]["messages"].keys()
    assert {f"{fact_type(cls).name}.{fact_type(cls).version}" for cls in ALL_FACTS} <= told


def test_what_readers_only_learn_is_in_the_document_and_not_among_what_is_told() -> None:
    """The owner's operation names what it writes now; whoever reads sees what is coming."""
    first = generate([dug()], {}, "1.0")
    learned = dug(depth=str, version=2, older={1: dict}, still=dict)
    messages = dict(asyncapi._messages({"garden.BedDug": learned}, generate([learned], first, "1.1")))
    assert [*messages] == ["garden.BedDug.1", "garden.BedDug.2"]
    assert [asyncapi._is_told(each, {"garden.BedDug": learned}) for each in messages] == [True, False]


def test_a_parser_that_cannot_be_fetched_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In npm's own last lines; the next try begins anew."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(NodeFailed, match="ECONNREFUSED"):
        parser.parser(tmp_path / "parser").install()
    assert list((tmp_path / "parser").glob("installed-*")) == []


@pytest.mark.parametrize("ours", [parser.parser().ours, building.HERE], ids=["parser", "assets"])
def test_the_lock_files_name_no_registry_and_have_every_packages_hash(ours: Path) -> None:
    """Where packages come from is the machine's affair; that they are the same is ours."""
    packages = json.loads((ours / "package-lock.json").read_text("utf-8"))["packages"]
    packages.pop("")
    assert len(packages) > 10
    assert all("integrity" in each and "resolved" not in each for each in packages.values())
