"""Places where a test may end or halt the process: between two things that must not come apart.

Nothing happens here unless `ALLIANCE_CRASH_AT` names a place, as `relay.sent` or `relay.sent:halt`, and the file
`ALLIANCE_CRASH_FILE` exists: the file is removed, so each order is obeyed once, by one process.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path

PLACES = (
    "commit.before",
    "commit.after",
    "relay.read",
    "relay.sent",
    "relay.marked",
    "reader.read",
    "reader.applied",
    "reader.committed",
    "reader.telling",
    "reader.told",
    "mail.claimed",
    "mail.taken",
    "mail.recorded",
)
"""In the order in which a command's effect travels: committed, relayed, read, mailed.

Before and after each step: the commit (`commit.before`, `commit.after`), the sending (`relay.read`, `relay.sent`), the
mark (`relay.sent`, `relay.marked`), the applying (`reader.read`; `reader.applied`, still inside the transaction;
`reader.committed`), Kafka's own offset (`reader.telling`, `reader.told`).
"""


def reached(place: str) -> None:
    """Obey an order for this place: be killed here, or halt (SIGSTOP) until somebody continues us."""
    order = os.environ.get("ALLIANCE_CRASH_AT")
    if order is None or order.partition(":")[0] != place:
        return
    with suppress(FileNotFoundError):
        Path(os.environ["ALLIANCE_CRASH_FILE"]).unlink()
        os.kill(os.getpid(), signal.SIGSTOP if order.endswith(":halt") else signal.SIGKILL)
