"""The gate: what this build's contracts would break of what was promised, each in a sentence with its line."""

from collections.abc import Iterator
from typing import Any

from deploy.contracts.comparing import Break
from deploy.contracts.documents import TOPICS, Documents, fact_of, file_of
from deploy.contracts.generating import Facts, generate
from deploy.contracts.places import file_of_owner, place_of, place_of_topic
from deploy.contracts.promises import broken, broken_identity
from shared.contracts.fact import fact_type


def complaints(facts: Facts, promised: Documents, release: str) -> list[str]:
    """Everything that the gate refuses; empty when readers of any release can read on."""
    kinds = list(facts)
    written = generate(kinds, promised, release)
    found = [*_of_topics(promised, written), *_of_gone_facts(kinds, promised)]
    for cls in kinds:
        found += [*_of_versions(cls, promised), *_of_fact(cls, promised, written)]
    return list(dict.fromkeys(found))


def _of_topics(promised: Documents, written: Documents) -> Iterator[str]:
    for each in broken(TOPICS, promised.get(TOPICS), written[TOPICS]):
        yield f"topic {each.field}: {each.says} ({place_of_topic(each.field)}). {each.remedy}"


def _of_gone_facts(facts: Facts, promised: Documents) -> Iterator[str]:
    """An owner may stop telling a fact; what it told is read again by whoever rebuilds."""
    here = {fact_type(cls).name for cls in facts}
    for name, version in _versions(promised):
        if name not in here:
            what = f"{name} version {version}: is on Kafka for ever, and no class is there to read it"
            yield f"{what} ({file_of_owner(name)}). Put the class back into FACTS; nobody has to tell it."


def _of_versions(cls: type[Any], promised: Documents) -> Iterator[str]:
    """Whatever was promised has to be readable as the newest version, step by step."""
    kind = fact_type(cls)
    known = [version for name, version in _versions(promised) if name == kind.name]
    for version in known:
        if version > kind.version:
            yield _sentence(cls, version, Break("", FORGOTTEN, f"Declare version={version} again."))
    for version in range(known[0], kind.version) if known else ():
        if version not in kind.older:
            says = f"is on Kafka for ever, and `older` doesn't say how it is read as version {version + 1}"
            yield _sentence(cls, version, Break("", says, f"Add {version}: … to `older`."))
    if kind.told != kind.version and kind.told not in known:
        yield _sentence(cls, kind.told, Break("", NEVER_PUBLISHED, "Begin with version 1, without `still`."))


def _of_fact(cls: type[Any], promised: Documents, written: Documents) -> Iterator[str]:
    """What the written form breaks of its own version, and of where the fact's story is."""
    kind = fact_type(cls)
    for version in sorted({kind.version, kind.told}):
        file = file_of(kind.name, version)
        for each in broken(file, promised.get(file), written[file]) if file in written else ():
            yield _sentence(cls, version, each)
    newest = written[file_of(kind.name, kind.version)]
    for name, version in _versions(promised):
        if name == kind.name:
            for each in broken_identity(promised[file_of(name, version)], newest):
                yield _sentence(cls, version, each)


FORGOTTEN = "is known to readers of an earlier release, and this build doesn't know it"
NEVER_PUBLISHED = "is what `still` would tell, and it was never published"


def _versions(promised: Documents) -> list[tuple[str, int]]:
    """Facts and versions, in order."""
    return sorted(map(fact_of, promised.keys() - {TOPICS}))


def _sentence(cls: type[Any], version: int, each: Break) -> str:
    """What, where, and what to do."""
    field = f"field {each.field} " if each.field else ""
    return f"{fact_type(cls).name} version {version}: {field}{each.says} ({place_of(cls, each.field)}). {each.remedy}"
