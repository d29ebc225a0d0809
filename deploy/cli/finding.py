"""What a look at one thing found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class Is(Enum):
    """How a thing is; not yet: it can't be looked at while nothing runs."""

    WELL = auto()
    WRONG = auto()
    NOT_YET = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """What about, how it is, in words; what to do when it is wrong."""

    about: str
    state: Is
    says: str
    do: str = ""


Check = Callable[[], Finding]


def well(about: str, says: str) -> Finding:
    """As it should be."""
    return Finding(about, Is.WELL, says)


def wrong(about: str, says: str, do: str) -> Finding:
    """To be put right by the reader."""
    return Finding(about, Is.WRONG, says, do)


def not_yet(about: str, says: str) -> Finding:
    """Nothing to look at so far."""
    return Finding(about, Is.NOT_YET, says)
