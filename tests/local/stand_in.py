"""A service that can only say that it is ready: `python stand_in.py NAME`."""

from __future__ import annotations

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Ready(BaseHTTPRequestHandler):
    """Answers everything with 200."""

    def do_GET(self) -> None:
        """Yes."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


if __name__ == "__main__":
    sys.stdout.write(f"{sys.argv[1]} was told {sorted(name for name in os.environ if name.startswith('ALLIANCE_'))}\n")
    sys.stdout.flush()
    HTTPServer(("127.0.0.1", int(os.environ["ALLIANCE_HTTP_PORT"])), Ready).serve_forever()
