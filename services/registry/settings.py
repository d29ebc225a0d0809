"""What registry is told from outside."""

from shared.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """Nothing beyond what every service is told."""
