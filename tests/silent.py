"""A screen that nobody sees."""

from __future__ import annotations

import io

from rich.console import Console

from deploy.local.screen import Screen


def silent_screen() -> Screen:
    """What is shown goes nowhere."""
    return Screen(Console(file=io.StringIO()))


class KeptScreen(Screen):
    """A screen whose words are kept."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self._file = io.StringIO()
        super().__init__(Console(file=self._file, width=200))

    @property
    def shown(self) -> str:
        """All that was shown so far."""
        return self._file.getvalue()
