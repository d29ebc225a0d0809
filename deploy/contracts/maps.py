"""Every service's map: who publishes, and who reads."""

import importlib
import pkgutil

import services
from shared.service import Service


def every_service() -> list[Service]:
    """The maps of all services, by name; each is the `Service` in the service's `service.py`."""
    names = sorted(module.name for module in pkgutil.iter_modules(services.__path__))
    return [map_of(name) for name in names]


def map_of(name: str) -> Service:
    """The map of one service."""
    module = importlib.import_module(f"services.{name}.service")
    (found,) = [each for each in vars(module).values() if isinstance(each, Service)]
    return found
