"""`python -m services.registry`: run the service."""

from services.registry.service import REGISTRY
from services.registry.settings import RegistrySettings
from shared.running import main

if __name__ == "__main__":
    main(REGISTRY, RegistrySettings)
