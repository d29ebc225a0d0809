"""Who is in the system under chaos: each process with its port, and the roads by which services reach the others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One process of a service, and its HTTP port's offset."""

    name: str
    service: str
    offset: int


MEMBERS = {
    each.name: each
    for each in (
        Member("registry-1", "registry", 1),
        Member("bookings-1", "bookings", 2),
        Member("late-1", "late", 3),
        Member("support-1", "support", 4),
        Member("notify-1", "notify", 5),
        Member("notify-2", "notify", 6),
        Member("mint-1", "mint", 7),
        Member("mint-2", "mint", 8),
        Member("vault-1", "vault", 9),
        Member("vault-2", "vault", 13),
        Member("vault-3", "vault", 14),
        Member("finance-1", "finance", 15),
    )
}

FROM_THE_START = tuple(name for name in MEMBERS if name not in ("late-1", "vault-3"))

OURS = ("mint", "vault", "late")
"""Services that only these tests have."""

OF_THE_ALLIANCE = ("registry", "bookings", "support", "finance", "notify")
"""Services as they are."""

ROADS = ("mint", "vault", *OF_THE_ALLIANCE)
"""Services with a network of their own to Kafka and PostgreSQL; latecomers use the vault's."""


def road_of(member: Member) -> str:
    """By whose roads it goes."""
    return member.service if member.service in ROADS else "vault"
