"""What every service is told from outside, by the environment (`ALLIANCE_…`); nothing else differs between machines."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Settings of one process of a service."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", frozen=True)

    database_url: str
    kafka: str
    http_host: str = "127.0.0.1"
    http_port: int
    token_public_key: Path
    topic_prefix: str = ""
    topic_replicas: int = 1
    reader_session: float = 10.0
    """Seconds after which Kafka gives the partitions of a reader that went silent to others of its group."""
    log_format: Literal["json", "console"] = "json"
