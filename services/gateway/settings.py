"""What gateway is told from outside: who the alliance is, where its services are, and the key that it signs with."""

from pathlib import Path

from pydantic import AnyHttpUrl, Field

from shared.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    """`public_url` is how browsers reach it: with https, cookies are for https only."""

    alliance_name: str
    token_private_key: Path
    registry_url: AnyHttpUrl
    bookings_url: AnyHttpUrl
    support_url: AnyHttpUrl
    finance_url: AnyHttpUrl
    notify_url: AnyHttpUrl
    public_url: AnyHttpUrl = Field(default=AnyHttpUrl("http://127.0.0.1:8000"))

    @property
    def is_secure(self) -> bool:
        """Do browsers come over https?"""
        return self.public_url.scheme == "https"
