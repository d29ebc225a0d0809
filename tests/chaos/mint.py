"""The owner under test: payments of several coins in one transaction, timers, roll-backs; it reads receipts back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.topics import Topic
from shared.http.asking import Asking
from shared.kernel.refusal import Refusal
from shared.messaging.work import Work
from shared.service import Doors, Service
from tests.chaos.coins import (
    COINS,
    LABELS,
    MELTED,
    NEW_BUILD,
    OLD_BUILD,
    RIPENED,
    CoinMelted,
    CoinPaid,
    CoinReceived,
    CoinRipened,
    Label,
)

TOPICS: tuple[Topic, ...] = (COINS, LABELS)

METADATA = MetaData()
purses = Table("purses", METADATA, Column("purse", Text, primary_key=True), Column("coins", BigInteger))
ledger = Table(
    "ledger",
    METADATA,
    Column("payment_id", Uuid),
    Column("leg", BigInteger),
    Column("purse", Text),
    Column("amount", BigInteger),
    comment="What was committed: written with the facts, without any key, so that twice is seen",
)
receipts = Table("receipts", METADATA, Column("payment_id", Uuid), Column("leg", BigInteger))


class Ending(StrEnum):
    """How a payment ends."""

    KEPT = "kept"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Leg:
    """A coin for a purse."""

    purse: str
    amount: int


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay these coins, all or none. `ripens_in`: seconds until a timer fires for the first purse."""

    payment_id: UUID
    legs: tuple[Leg, ...]
    ending: Ending
    ripens_in: float | None


@dataclass(frozen=True, slots=True)
class Ripen:
    """The timer's command."""

    payment_id: UUID
    purse: str


class PurseIsShut(Refusal):
    """The payment was to be refused after everything had been done."""

    kind = "purse-is-shut"


async def pay(command: Pay, work: Work) -> int:
    """Enter and tell each coin; refuse or break at the very end, so that there is something to roll back."""
    await _lock({leg.purse for leg in command.legs}, work)
    for number, leg in enumerate(command.legs):
        await _enter(command.payment_id, number, leg.purse, leg.amount, work)
        work.publish(CoinPaid(leg.purse, command.payment_id, number, leg.amount))
    first = command.legs[0].purse
    work.publish(Label(first, str(command.payment_id)))
    if command.ripens_in is not None:
        at = work.now + timedelta(seconds=command.ripens_in)
        work.remind(at, Ripen(command.payment_id, first), f"ripen {command.payment_id}")
    if command.ending is Ending.REFUSED:
        raise PurseIsShut("The purse is shut.")
    if command.ending is Ending.BROKEN:
        raise ZeroDivisionError
    return len(command.legs)


async def pay_and_melt(command: Pay, work: Work) -> int:
    """What a new build does: every coin of an odd number of pence is melted too."""
    paid = await pay(command, work)
    first = command.legs[0]
    if first.amount % 2:
        await _enter(command.payment_id, MELTED, first.purse, 0, work)
        work.publish(CoinMelted(first.purse, command.payment_id))
    return paid


async def ripen(command: Ripen, work: Work) -> None:
    """Enter and tell that the timer has fired."""
    await _lock({command.purse}, work)
    await _enter(command.payment_id, RIPENED, command.purse, 0, work)
    work.publish(CoinRipened(command.purse, command.payment_id))


async def file_receipt(received: CoinReceived, work: Work) -> None:
    """The vault's answer came back: keep it, without a key, so that twice is seen."""
    await work.connection.execute(insert(receipts).values(payment_id=received.payment_id, leg=received.leg))


async def _lock(named: Collection[str], work: Work) -> None:
    for purse in sorted(named):
        row = insert(purses).values(purse=purse, coins=1)
        counted = row.on_conflict_do_update(index_elements=["purse"], set_={"coins": purses.c.coins + 1})
        await work.connection.execute(counted)


async def _enter(payment_id: UUID, leg: int, purse: str, amount: int, work: Work) -> None:
    entry = insert(ledger).values(payment_id=payment_id, leg=leg, purse=purse, amount=amount)
    await work.connection.execute(entry)


class Payment(BaseModel):
    """A payment as it comes over HTTP."""

    payment_id: UUID
    legs: list[Leg]
    ending: Ending = Ending.KEPT
    ripens_in: float | None = None


def routes(doors: Doors) -> APIRouter:
    """One route: pay."""
    router = APIRouter()

    @router.post("/payments", status_code=201)
    async def _(payment: Payment, asking: Annotated[Asking, Depends(doors.ask)]) -> int:
        """Pay; answers how many coins."""
        return await asking.do(Pay(payment.payment_id, tuple(payment.legs), payment.ending, payment.ripens_in))

    return router


def mint(*, new_build: bool) -> Service:
    """The service; a new build knows, and tells, one kind of fact more."""
    return Service(
        name="mint",
        commands={Pay: pay_and_melt if new_build else pay, Ripen: ripen},
        reactions={CoinReceived: [file_receipt]},
        publishes=TOPICS,
        work=Work,
        routes=routes,
        migrations=Path(__file__).parent / "migrations" / "mint",
        contracts=NEW_BUILD if new_build else OLD_BUILD,
    )
