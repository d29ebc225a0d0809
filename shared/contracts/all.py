"""Every fact that this build knows."""

from typing import Any

from shared.contracts import bookings, finance, notify, registry, support

ALL_FACTS: tuple[type[Any], ...] = (
    *registry.FACTS,
    *bookings.FACTS,
    *support.FACTS,
    *finance.FACTS,
    *notify.FACTS,
)
