"""The readers under test: a reaction that writes facts down and answers with its own, and a fold of totals."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text, Uuid, delete
from sqlalchemy.dialects.postgresql import insert

from shared.messaging.reader import Read
from shared.messaging.work import Work
from shared.service import Doors, Fold, Service
from tests.chaos.coins import (
    MELTED,
    NEW_BUILD,
    OLD_BUILD,
    RECEIPTS,
    RIPENED,
    CoinMelted,
    CoinPaid,
    CoinReceived,
    CoinRipened,
    Label,
    LabelTornOff,
)

METADATA = MetaData()
effects = Table(
    "effects",
    METADATA,
    Column("place", BigInteger, Identity(), primary_key=True),
    Column("purse", Text),
    Column("sequence", BigInteger),
    Column("payment_id", Uuid),
    Column("leg", BigInteger),
    comment="Each fact as it was applied; nothing keeps one from standing here twice but the bus",
)
totals = Table(
    "totals",
    METADATA,
    Column("purse", Text, primary_key=True),
    Column("coins", BigInteger, nullable=False),
    Column("pence", BigInteger, nullable=False),
)
labels = Table("labels", METADATA, Column("purse", Text, primary_key=True), Column("words", Text))


async def take_coin(paid: CoinPaid, work: Work) -> None:
    """Write it down, and send a receipt where receipts are sent."""
    await _write_down(paid.purse, paid.payment_id, paid.leg, work)


async def take_ripened(ripened: CoinRipened, work: Work) -> None:
    """Write it down."""
    await _write_down(ripened.purse, ripened.payment_id, RIPENED, work)


async def take_melted(melted: CoinMelted, work: Work) -> None:
    """Write it down."""
    await _write_down(melted.purse, melted.payment_id, MELTED, work)


async def send_receipt(paid: CoinPaid, work: Work) -> None:
    """Tell the mint, in the commit that took the coin."""
    work.publish(CoinReceived(paid.purse, paid.payment_id, paid.leg))


async def keep_label(label: Label, work: Work) -> None:
    """The newest label stands."""
    row = insert(labels).values(purse=label.purse, words=label.words)
    await work.connection.execute(row.on_conflict_do_update(index_elements=["purse"], set_={"words": label.words}))


async def tear_off(torn: LabelTornOff, work: Work) -> None:
    """No label stands."""
    await work.connection.execute(delete(labels).where(labels.c.purse == torn.purse))


async def add_up(reads: Sequence[Read], work: Work) -> None:
    """Bulk: one statement for all coins of the batch."""
    coins: Counter[str] = Counter()
    pence: Counter[str] = Counter()
    for read in reads:
        coins[read.fact.purse] += 1
        pence[read.fact.purse] += read.fact.amount
    rows = [{"purse": purse, "coins": coins[purse], "pence": pence[purse]} for purse in sorted(coins)]
    adding = insert(totals).values(rows)
    grown = {"coins": totals.c.coins + adding.excluded.coins, "pence": totals.c.pence + adding.excluded.pence}
    await work.connection.execute(adding.on_conflict_do_update(index_elements=["purse"], set_=grown))


async def forget_totals(work: Work) -> None:
    """What `add_up` has ever written."""
    await work.connection.execute(delete(totals))


async def _write_down(purse: str, payment_id: UUID, leg: int, work: Work) -> None:
    assert work.fact is not None
    row = {"purse": purse, "sequence": work.fact.sequence, "payment_id": payment_id, "leg": leg}
    await work.connection.execute(insert(effects).values(**row))


def no_routes(_: Doors) -> APIRouter:
    """Nothing is asked of a vault."""
    return APIRouter()


def vault(name: str, *, new_build: bool) -> Service:
    """The service under that name. Only the one called vault sends receipts: a topic has one owner."""
    owner = name == "vault"
    reactions: dict[type[Any], list[Any]] = {
        CoinPaid: [take_coin, send_receipt] if owner else [take_coin],
        CoinRipened: [take_ripened],
        Label: [keep_label],
        LabelTornOff: [tear_off],
    }
    return Service(
        name=name,
        commands={},
        reactions=reactions | ({CoinMelted: [take_melted]} if new_build else {}),
        folds=[Fold(f"{name}_totals@1", frozenset({CoinPaid}), add_up, forget_totals)],
        publishes=[RECEIPTS] if owner else [],
        work=Work,
        routes=no_routes,
        migrations=Path(__file__).parent / "migrations" / "vault",
        contracts=NEW_BUILD if new_build else OLD_BUILD,
    )
