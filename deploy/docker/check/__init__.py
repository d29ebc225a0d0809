"""What can be tried of docker-compose.yml without a container engine: `make compose-check`.

Each container's own command line, environment and health check are run as processes of this machine, with addresses and
folders put in the place of the containers'. What that leaves untried is told with the rest.
"""

from __future__ import annotations


class Failed(Exception):
    """Something of the containers isn't as it should be; the message is one sentence."""
