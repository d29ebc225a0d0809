"""Every metric's name, declared once, with what it means. Times are in seconds."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One process's metrics, on a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # How long a command took, by what became of it: done, failed, or the kind of its refusal.
        self.commands = self._histogram("alliance_command_seconds", "Commands", ["command", "outcome"])
        # How long a request took, by method, the route's template (never the path itself) and 2xx to 5xx.
        self.http_requests = self._histogram(
            "alliance_http_request_seconds", "HTTP requests", ["method", "route", "status"]
        )
        # Streams of events that are open, each an open page; they last, so they are counted and not timed.
        self.http_streams = self._gauge("alliance_http_streams", "Open streams of events", ["route"])
        # Facts that the relay handed to Kafka and Kafka acknowledged.
        self.published = self._counter("alliance_facts_published_total", "Facts published", ["topic"])
        # Age of the oldest fact that hasn't gone out; 0 when none waits. Alert: over a minute.
        self.unpublished_age = self._gauge("alliance_outbox_oldest_seconds", "Age of the oldest unpublished fact", [])
        # 1 while this process holds the relay's lock. Alert: no process of a service does.
        self.relaying = self._gauge("alliance_relay_active", "Holds the relay's lock", [])
        # Facts that Kafka refused for what they are; each holds its key. Alert: above 0.
        self.refused = self._gauge("alliance_outbox_refused", "Facts that Kafka refused", [])
        # 1 when the database is behind what Kafka holds of ours: nothing is published until `recover`. Alert: above 0.
        self.went_back = self._gauge("alliance_database_went_back", "The database is older than Kafka's log", [])
        # Rows marked unpublished again, because Kafka lost them or an operator asked.
        self.unmarked = self._counter("alliance_facts_unmarked_total", "Facts to be published again", ["topic"])
        # What a reader did with a record: applied, duplicate, passed, skipped, parked, rejected.
        self.read = self._counter("alliance_facts_read_total", "Records read", ["reader", "outcome"])
        # How long one batch took, from the poll to its commit.
        self.batches = self._histogram("alliance_batch_seconds", "Batches", ["reader"])
        # Age of the batch in hand; 0 between batches. Alert: over a minute.
        self.batch_age = self._gauge("alliance_batch_age_seconds", "Age of the batch in hand", ["reader"])
        # Records behind the log's end. Alert: see `alliance_reader_stalled`.
        self.lag = self._gauge("alliance_reader_lag", "Records behind", ["reader", "topic"])
        # Partitions with records to read whose position hasn't moved for a minute. Alert: above 0.
        self.stalled = self._gauge("alliance_reader_stalled_partitions", "Stalled partitions", ["reader"])
        # Facts set aside, by reason: failed, undecodable, unknown, waiting. Alert: failed or undecodable above 0.
        self.parked = self._gauge("alliance_facts_parked", "Parked facts", ["reader", "reason"])
        # Records without a key or a number. Alert: above 0.
        self.rejected = self._gauge("alliance_records_rejected", "Rejected records", ["reader"])
        # Timers that failed three times. Alert: above 0.
        self.timers_parked = self._gauge("alliance_timers_parked", "Parked timers", [])
        # How late the oldest due timer is. Alert: over a minute.
        self.timers_late = self._gauge("alliance_timers_late_seconds", "Lateness of the oldest due timer", [])
        # E-mails by state: waiting, queued, sending, sent, failed, uncertain… Alert: uncertain above 0.
        self.messages = self._gauge("alliance_messages", "E-mails by state", ["state"])
        # Age of the oldest e-mail that waits for an address. Alert: over a day.
        self.messages_waiting_age = self._gauge("alliance_messages_waiting_seconds", "Longest wait for an address", [])
        # Age of the oldest erasure that isn't off the disk. Alert: over 22 hours, for 24 are promised.
        self.unswept_age = self._gauge("alliance_erasures_unswept_seconds", "Oldest erasure still on the disk", [])
        # Keys of which a state topic said something else than its owner (unlike), or the owner nothing (foreign), when
        # they were last compared. Alert: above 0.
        self.state_differences = self._gauge("alliance_state_differences", "Keys that differ", ["topic", "kind"])
        # Time since a chore of housekeeping was last done. Alert: over two days.
        self.chore_age = self._gauge("alliance_chore_age_seconds", "Time since a chore was done", ["chore"])
        # How long the oldest transaction in the service's database has been open. Alert: over five minutes.
        self.oldest_transaction = self._gauge("alliance_oldest_transaction_seconds", "Oldest open transaction", [])
        # 1 while the role makes progress.
        self.ready = self._gauge("alliance_role_ready", "The role makes progress", ["role"])

    def text(self) -> bytes:
        """What Prometheus scrapes."""
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, labels: list[str]) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, labels: list[str]) -> Gauge:
        return Gauge(name, meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str, labels: list[str]) -> Histogram:
        return Histogram(name, meaning, labels, registry=self.registry, buckets=SHORT)
