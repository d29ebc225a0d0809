"""`python -m services.gateway`: run the service."""

from services.gateway.service import GATEWAY
from services.gateway.settings import GatewaySettings
from shared.running import main

if __name__ == "__main__":
    main(GATEWAY, GatewaySettings)
