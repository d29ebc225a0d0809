"""Asking a broker whether it is there, as a client would."""

from __future__ import annotations

import asyncio
import threading

from deploy.local import ports


def is_ready(port: int) -> bool:
    """Whether a metadata request is answered with a living broker. May be called inside a running event loop."""
    if not ports.answers(port):
        return False
    answer: list[bool] = []
    thread = threading.Thread(target=lambda: answer.append(asyncio.run(knows_a_broker(port))))
    thread.start()
    thread.join()
    return answer == [True]


async def knows_a_broker(port: int) -> bool:
    """Ask once."""
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    client = AIOKafkaAdminClient(bootstrap_servers=f"{ports.HOST}:{port}", request_timeout_ms=2000)
    try:
        await client.start()
        return bool((await client.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        await client.close()
