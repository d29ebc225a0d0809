"""For commands that need the stack to stand still."""

import contextlib
from collections.abc import Generator

from deploy.cli.sorry import Sorry
from deploy.local.lock import InUse, sole_user_of
from deploy.local.place import Place


@contextlib.contextmanager
def at_rest(place: Place, so: str) -> Generator[None]:
    """Keep the stack from starting meanwhile; `Sorry` when it runs, saying what `so` isn't done."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(sole_user_of(place.home))
        except InUse:
            raise Sorry(f"The stack in {place.home} is running, so {so}: stop it first.") from None
        yield
