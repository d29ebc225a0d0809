"""`python -m deploy.docker.healthy` in a container: exit 0 when all parts of its service make progress."""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 4


def is_ready(port: int) -> bool:
    """Whether it says so on /health/ready."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(os.environ["ALLIANCE_HTTP_PORT"])) else 1)
