"""Records as they came."""

from typing import Any

from deploy.cli.terminal import Terminal

FEW_LINES = 4000
"""Letters of data that are shown; --json gives all of them."""


def show_came(came: dict[str, Any], terminal: Terminal) -> None:
    """Headers, then data."""
    terminal.gap()
    terminal.say(("Headers", "bold"))
    terminal.pairs(dict(came["headers"]) or {"none": ""})
    terminal.gap()
    terminal.say(("Data", "bold"))
    data = came["data"]
    terminal.text("none" if data is None else data[:FEW_LINES] or "empty")
    if data and len(data) > FEW_LINES:
        terminal.say((f"… and {len(data) - FEW_LINES:,} letters more: --json gives all.", "dim"))
    terminal.gap()
