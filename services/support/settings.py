"""What support is told from outside."""

from shared.settings import ServiceSettings


class SupportSettings(ServiceSettings):
    """Nothing beyond what every service is told."""
