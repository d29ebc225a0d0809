"""What was promised: every state of the written contracts that was ever committed, taken together.

Comparing with the committed files alone would let anybody hide a break by generating them anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deploy.contracts.comparing import Break, breaks
from deploy.contracts.documents import READ_SINCE, TOLD_SINCE, TOPICS, Document, Documents, fact_of, is_fit

BACK = "Put it back as it was."
ANOTHER = "Put it back; what has its story elsewhere is another fact, with a name of its own."


def promises(states: Iterable[Documents]) -> dict[str, Document]:
    """Each document as it was last committed without breaking what stood before; states go from the oldest on.

    A break that was committed all the same promises nothing: taking it back puts everything right.
    """
    kept: dict[str, Document] = {}
    for state in states:
        for file, document in state.items():
            if (file == TOPICS or is_fit(document)) and not any(broken(file, kept.get(file), document)):
                kept[file] = document
    return kept


def broken(file: str, old: Document | None, new: Document) -> Iterator[Break]:
    """What a document breaks of itself, and of what was promised in its place."""
    if file == TOPICS:
        yield from broken_topics(old or {}, new)
        return
    yield from too_early(fact_of(file)[1], new)
    if old is not None:
        yield from broken_identity(old, new)
        yield from _rewritten(old, new)
        yield from breaks(old, new)


def too_early(version: int, new: Mapping[str, Any]) -> Iterator[Break]:
    """Readers have to know a new version one release before its owner tells it (bus.md, "Versions")."""
    if version > 1 and new[TOLD_SINCE] == new[READ_SINCE]:
        says = f"is told in release {new[TOLD_SINCE]}, in which readers only learn it"
        yield Break("", says, "Tell the version before, with `still`, until the next release.")


def broken_identity(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Break]:
    """A fact's story is one topic's and one key's, over all its versions: elsewhere its numbers would begin again."""
    if old["x-topic"] != new["x-topic"]:
        yield Break("", f"moved from topic {old['x-topic']} to {new['x-topic']}", ANOTHER)
    if old["x-key"] != new["x-key"]:
        yield Break("", f"has {new['x-key']} for its key, which was {old['x-key']}", ANOTHER)


def _rewritten(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Break]:
    """When a version was learned, and first told, is history."""
    for name in (READ_SINCE, TOLD_SINCE):
        if old[name] is not None and old[name] != new[name]:
            yield Break("", f"says {name} {new[name]}, and {old[name]} was committed", BACK)


def broken_topics(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Break]:
    """What a change of the topics breaks; `field` is the topic's name."""
    for name, was in old.items():
        if name not in new:
            yield Break(name, "was removed, and what was told on it is there for ever", BACK)
        else:
            yield from (Break(name, says, BACK) for says in _broken_topic(was, new[name]))


def _broken_topic(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if was["kind"] != now["kind"]:
        yield f"was a {was['kind']} topic and became a {now['kind']} topic"
    elif was["kind"] == "state" and now["partitions"] != was["partitions"]:
        yield "is a state topic and got another number of partitions: what the old ones hold could never be erased"
    elif now["partitions"] < was["partitions"]:
        yield f"went from {was['partitions']} partitions to {now['partitions']}, and Kafka can't take any away"
