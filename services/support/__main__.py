"""`python -m services.support`: run the service."""

from services.support.service import SUPPORT
from services.support.settings import SupportSettings
from shared.running import main

if __name__ == "__main__":
    main(SUPPORT, SupportSettings)
