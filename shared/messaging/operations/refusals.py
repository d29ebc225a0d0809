"""What an operator may be told instead of what they asked for."""

from collections.abc import Iterable
from uuid import UUID

from shared.kernel.refusal import Invalid, NotFound, Refusal


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


class UnknownReader(NotFound):
    """There is no such reader here."""

    kind = "unknown-reader"

    def __init__(self, reader: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no reader {reader} here; there are: {_listed(known)}.")


class UnknownFold(NotFound):
    """There is no such fold here."""

    kind = "unknown-fold"

    def __init__(self, fold: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no fold {fold} here; there are: {_listed(known)}.")


class UnknownTopic(NotFound):
    """The service has no such topic."""

    kind = "unknown-topic"

    def __init__(self, topic: str, known: Iterable[str]) -> None:
        super().__init__(f"{topic} is none of the topics here; there are: {_listed(known)}.")


class NothingIsParked(NotFound):
    """Nothing is parked there."""

    kind = "nothing-is-parked"

    def __init__(self, topic: str, key: str) -> None:
        super().__init__(f"Nothing of {topic} {key} is parked here: `parked list` shows what is.")


class NothingToRetry(Refusal):
    """What is parked only waits for its turn."""

    kind = "nothing-to-retry"

    def __init__(self, key: str, missing: int) -> None:
        super().__init__(
            f"What is parked of {key} waits for number {missing}, which hasn't come: it follows by itself. If that "
            "number will never come, skip it."
        )


class WaitingFollows(Invalid):
    """What waits needs nobody."""

    kind = "waiting-follows"

    def __init__(self) -> None:
        super().__init__("What waits for a number follows by itself once that has come, or was skipped.")


class AlreadyApplied(Refusal):
    """The number is behind us."""

    kind = "already-applied"

    def __init__(self, key: str, sequence: int, last: int) -> None:
        super().__init__(f"Number {sequence} of {key} is done with: this reader is at {last}.")


class NotItsTurn(Refusal):
    """Another number of the key comes first."""

    kind = "not-its-turn"

    def __init__(self, key: str, sequence: int, following: int) -> None:
        super().__init__(f"Number {sequence} of {key} isn't next: decide about number {following} first.")


class WouldNotDecode(Invalid):
    """What was handed in isn't the fact that it should be."""

    kind = "would-not-decode"

    def __init__(self, because: str) -> None:
        super().__init__(f"That isn't the fact it should be: {because}.")


class FactIsNotOurs(NotFound):
    """This service never told a fact of that id."""

    kind = "fact-is-not-ours"

    def __init__(self, event_id: UUID) -> None:
        super().__init__(f"This service has told no fact {event_id}.")


class NotRejected(NotFound):
    """No such record is kept."""

    kind = "not-rejected"

    def __init__(self) -> None:
        super().__init__("No such record is kept as rejected: `rejected list` shows those that are.")


class ReaderIsNotStopped(Refusal):
    """There is nothing to resume."""

    kind = "reader-is-not-stopped"

    def __init__(self, reader: str) -> None:
        super().__init__(f"The reader {reader} isn't stopped: there is nothing to resume.")


class NotRefused(NotFound):
    """Kafka didn't refuse that fact."""

    kind = "not-refused"

    def __init__(self, outbox_id: int) -> None:
        super().__init__(f"Kafka hasn't refused the fact {outbox_id}: `refused list` shows those that it has.")


class TimerIsNotParked(NotFound):
    """That timer isn't parked."""

    kind = "timer-is-not-parked"

    def __init__(self, timer: str) -> None:
        super().__init__(f"The timer {timer} isn't parked: `timers list` shows those that are.")


class NumbersNeedAKey(Invalid):
    """A number says nothing without a key."""

    kind = "numbers-need-a-key"

    def __init__(self) -> None:
        super().__init__("A number counts within a key of a topic: name both.")


class DatabaseDidNotGoBack(Refusal):
    """There is nothing to recover."""

    kind = "database-did-not-go-back"

    def __init__(self) -> None:
        super().__init__("The database knows every fact of its own that Kafka holds: there is nothing to recover.")


class NotLost(NotFound):
    """That fact isn't lost, or has been settled."""

    kind = "not-lost"

    def __init__(self, event_id: object) -> None:
        super().__init__(f"{event_id} isn't one of the lost facts: `recover` lists them.")


class Undecided(Refusal):
    """There are lost facts about which nobody has decided."""

    kind = "undecided"

    def __init__(self, undecided: int) -> None:
        facts = "1 lost fact is" if undecided == 1 else f"{undecided:,} lost facts are"
        super().__init__(f"{facts} undecided: mark each as re-entered or discarded first.")


class KafkaIsAway(Refusal):
    """Kafka doesn't answer."""

    kind = "kafka-is-away"
    status = 503

    def __init__(self) -> None:
        super().__init__("Kafka can't be reached just now. Nothing was changed; try again shortly.")
