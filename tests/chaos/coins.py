"""What the services under test tell each other: coins paid into purses, and receipts for them."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.fact import fact
from shared.contracts.topics import Topic

COINS = Topic("mint.coins", partitions=3)
LABELS = Topic("mint.labels", partitions=1, state=True)
RECEIPTS = Topic("vault.receipts", partitions=3)

RIPENED = -1
"""The leg under which a ripened coin is entered: it comes from a timer, not from the payment itself."""

MELTED = -2
"""The leg of a melted coin, which only new builds know."""


@fact(topic=COINS, key="purse")
@dataclass(frozen=True, slots=True)
class CoinPaid:
    """A payment put that many pence into a purse; `leg` counts within the payment."""

    purse: str
    payment_id: UUID
    leg: int
    amount: int


@fact(topic=COINS, key="purse")
@dataclass(frozen=True, slots=True)
class CoinRipened:
    """A timer that the payment set has fired."""

    purse: str
    payment_id: UUID


@fact(topic=COINS, key="purse")
@dataclass(frozen=True, slots=True)
class CoinMelted:
    """Old builds have never heard of this."""

    purse: str
    payment_id: UUID


@fact(topic=LABELS, key="purse")
@dataclass(frozen=True, slots=True)
class Label:
    """The present label of a purse: the last payment that touched it first."""

    purse: str
    words: str


@fact(topic=LABELS, key="purse", tombstone=True)
@dataclass(frozen=True, slots=True)
class LabelTornOff:
    """A purse has no label: the mint's database went back to before it had one."""

    purse: str


@fact(topic=RECEIPTS, key="purse")
@dataclass(frozen=True, slots=True)
class CoinReceived:
    """The vault has taken note of a coin."""

    purse: str
    payment_id: UUID
    leg: int


OLD_BUILD = (CoinPaid, CoinRipened, Label, LabelTornOff, CoinReceived)
NEW_BUILD = (*OLD_BUILD, CoinMelted)
