"""What the gateway signs, and the services read."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.http.tokens import read_key, sign, verify
from shared.kernel.clock import system_clock


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_signers_clock_may_be_a_little_off(keys: Path, seconds: int) -> None:
    """Else no page would show anything on two machines of which one is a second ahead."""
    token = sign(keys / "token.key", "user:ann", ("office",), lambda: system_clock() + timedelta(seconds=seconds))
    assert verify(token, read_key(keys / "token.pub")).roles == {"office"}
