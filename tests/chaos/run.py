"""`python -m tests.chaos.run`: one process of a service under test; which, and how broken, the environment says."""

import os

from shared.running import main
from shared.service import Service
from shared.settings import ServiceSettings
from tests.chaos.mint import mint
from tests.chaos.mutants import MUTANTS
from tests.chaos.vault import vault

SERVICE, BUILD, MUTANT = "CHAOS_SERVICE", "CHAOS_BUILD", "CHAOS_MUTANT"


def asked_service() -> Service:
    """The service that the environment names."""
    name, new_build = os.environ[SERVICE], os.environ.get(BUILD) == "new"
    return mint(new_build=new_build) if name == "mint" else vault(name, new_build=new_build)


if __name__ == "__main__":
    if mutant := os.environ.get(MUTANT):
        MUTANTS[mutant]()
    main(asked_service(), ServiceSettings)
