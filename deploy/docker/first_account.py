"""`python -m deploy.docker.first_account ADDRESS` in gateway's container: make the first account."""

import argparse
import os
import sys
from pathlib import Path

import httpx

from shared.http.tokens import sign
from shared.kernel.clock import system_clock


def main() -> None:
    """Ask the gateway of this container, as an operator."""
    parser = argparse.ArgumentParser(description="Make the first account, and tell its password.")
    parser.add_argument("address", help="the e-mail address that the first admin signs in with")
    address = parser.parse_args().address
    key = Path(os.environ["ALLIANCE_TOKEN_PRIVATE_KEY"])
    gateway = f"http://127.0.0.1:{os.environ['ALLIANCE_HTTP_PORT']}/accounts/first"
    headers = {"Authorization": f"Bearer {sign(key, 'operator', ('admin',), system_clock)}"}
    answer = httpx.post(gateway, json={"name": "The office", "address": address}, headers=headers, trust_env=False)
    said = answer.json()
    if answer.is_error:
        sys.exit(said["detail"])
    sys.stdout.write(f"Sign in as {address} with the password {said['password']} (told this once).\n")


if __name__ == "__main__":
    main()
