"""The embedded stack: everything that `make run` starts on one machine, as ordinary processes of the user.

PostgreSQL and Apache Kafka are the real ones, from wheels and pinned jars; e-mail goes into a folder. Nothing here is
needed where the services run in containers.
"""

from __future__ import annotations


def main() -> int:
    """What `alliance up` does: start everything, watch it, stop it in order; the exit code."""
    from deploy.local.up import run

    return run()
