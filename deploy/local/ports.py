"""Whether a port is free, and who has it."""

from __future__ import annotations

import socket

import psutil

from deploy.local.trouble import CannotStart

HOST = "127.0.0.1"


def demand_free(port: int, what_for: str) -> None:
    """CannotStart, naming port and holder, when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CannotStart(
                f"Port {port}, wanted for {what_for}, is taken{holder(port)}: "
                "end that, or set ALLIANCE_PORT_BASE to a free range (default 8000)."
            ) from None


def holder(port: int) -> str:
    """Words for the process that listens on a port; nothing when the system doesn't tell."""
    try:
        connections = psutil.net_connections("tcp")
        pid = next(
            c.pid for c in connections if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr[1] == port and c.pid
        )
        return f" by {psutil.Process(pid).name()} (process {pid})"
    except (psutil.Error, StopIteration):
        return ""


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
