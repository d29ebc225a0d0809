"""The `alliance` command: what an operator and the office do at a terminal. It speaks HTTP only."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code: 0 done, 1 not done (one sentence says why), 2 not understood."""
    from deploy.cli.app import run  # later, so that importing this package costs nothing

    return run(arguments)
