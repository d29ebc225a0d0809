"""Every topic there is, by owner. An owner creates its topics before it sends; nobody else does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A named log on Kafka.

    A *fact* topic keeps everything for ever over `partitions`. A *state* topic keeps the newest record of a key,
    in one partition, and forgets what a tombstone erases (bus.md, "State topics").
    """

    name: str
    partitions: int = 6
    state: bool = False

    @property
    def owner(self) -> str:
        """The service that publishes here: the name up to its first dot."""
        return self.name.partition(".")[0]


SCHOOLS = Topic("registry.schools")
PEOPLE = Topic("registry.people")
CONTACTS = Topic("registry.contacts", partitions=1, state=True)
COURSES = Topic("bookings.courses")
SLES = Topic("support.sles")
CASES = Topic("support.cases")
GRANTS = Topic("finance.grants")
INCOME = Topic("finance.income")
MESSAGES = Topic("notify.messages")
