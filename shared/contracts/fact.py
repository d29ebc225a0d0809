"""How a dataclass becomes a fact: its topic, its key, its version, declared beside it."""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, ClassVar, Protocol, TypeVar, cast

from shared.contracts.topics import Topic

FACT_ATTRIBUTE = "__fact_type__"

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the data of an older version into the data of the next one."""

Downcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a fact's data into the data of the version before."""


@dataclass(frozen=True, slots=True)
class FactType:
    """What the bus has to know of a kind of fact.

    `version` is the newest that this build reads, and what the dataclass looks like.
    `tombstone` marks the fact that erases a key of a state topic: it has its key and nothing else.
    `older` holds, for each version that readers still meet, how to read it as the version after it.
    `still` is there while readers learn `version`: the owner tells the version before, and this writes it.
    """

    name: str
    topic: Topic
    key: str
    version: int
    tombstone: bool
    older: Mapping[int, Upcast]
    still: Downcast | None = None

    @property
    def told(self) -> int:
        """The version that the owner writes."""
        return self.version - 1 if self.still else self.version


class Fact(Protocol):
    """Any dataclass declared with `@fact`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T")


def fact(
    *,
    topic: Topic,
    key: str,
    version: int = 1,
    tombstone: bool = False,
    older: Mapping[int, Upcast] | None = None,
    still: Downcast | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declare a frozen dataclass to be a fact, told on `topic`, ordered by the field `key`.

    A new version comes in two releases: first with `older` and `still`, so that readers learn it while the owner tells
    the version before; then without `still`, which is the owner's switch (CONTRIBUTING, "A new version").
    """

    def declare(cls: type[T]) -> type[T]:
        names = [field.name for field in fields(cast("Any", cls))]
        if key not in names:
            raise TypeError(f"{cls.__name__} has no field {key!r} to be its key")
        if tombstone and names != [key]:
            raise TypeError(f"{cls.__name__} is a tombstone: it may have no field but {key!r}")
        if still and (tombstone or version == 1):
            raise TypeError(f"{cls.__name__} has nothing to tell before version {version}: `still` has no place here")
        name = f"{topic.owner}.{cls.__name__}"
        setattr(cls, FACT_ATTRIBUTE, FactType(name, topic, key, version, tombstone, older or {}, still))
        return cls

    return declare


def fact_type(of: object) -> FactType:
    """The declaration behind a fact or a fact's class; `TypeError` for anything else."""
    declared = getattr(of, FACT_ATTRIBUTE, None)
    if not isinstance(declared, FactType):
        raise TypeError(f"{of!r} is not a fact")
    return declared


def key_of(told: Fact) -> str:
    """The key of a fact, as Kafka sees it."""
    return str(getattr(told, fact_type(told).key))
