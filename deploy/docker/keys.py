"""`python -m deploy.docker.keys PRIVATE PUBLIC`: make the key pair for tokens, once; each half in a folder of its own.

Who signs is gateway alone: the other services see the folder with the public half, and no more.
"""

import sys
from pathlib import Path

from deploy.local.keys import make_keys


def main() -> None:
    """Make the pair in the one folder unless it is there, and copy the public half to the other."""
    private, shown = map(Path, sys.argv[1:3])
    public = make_keys(private)
    (shown / public.name).write_bytes(public.read_bytes())


if __name__ == "__main__":
    main()
