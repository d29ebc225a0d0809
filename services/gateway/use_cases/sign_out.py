"""Somebody signs out."""

from dataclasses import dataclass, field

from services.gateway.use_cases.ports import Work


@dataclass(frozen=True, slots=True)
class SignOut:
    """What the browser shows; it opens nothing after that."""

    secret: str = field(repr=False)


async def sign_out(command: SignOut, work: Work) -> None:
    """Close the session; harmless when it is closed already."""
    await work.sessions.close(command.secret)
