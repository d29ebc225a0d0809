"""How long the oldest transaction has lasted, and the oldest erasure has waited to be off the disk."""

from datetime import datetime

from shared.messaging.outbox_rows import Connection
from shared.observability.metrics import Metrics


async def measure(connection: Connection, metrics: Metrics, now: datetime) -> None:
    """Put both into the metrics."""
    metrics.oldest_transaction.set(await connection.fetchval(_OLDEST_TRANSACTION))
    unswept: datetime | None = await connection.fetchval(_OLDEST_ERASURE)
    metrics.unswept_age.set(max(0.0, (now - unswept).total_seconds()) if unswept else 0.0)


_OLDEST_TRANSACTION = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
  FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

_OLDEST_ERASURE = "SELECT min(erased_at) FROM erasures WHERE swept_at IS NULL"
