"""Every fact that this build knows."""

from typing import Any

from shared.contracts import notify, registry

ALL_FACTS: tuple[type[Any], ...] = (*registry.FACTS, *notify.FACTS)
