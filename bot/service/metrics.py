"""Events of the bot → numbers for Prometheus, without any word or name of a user."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE

__all__ = ["CONTENT_TYPE", "OUTCOMES", "Metrics"]

OUTCOMES = ("answered", "closest", "not_in_documents", "failed", "refused", "unsent")

_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 15)


class Metrics:
    """Counts and gauges of one process; threads may share them.

    Every series is there from the beginning, so that the first event is seen as a rise.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        questions = Counter(
            "pincite_questions", "Questions by outcome", ["outcome"], registry=registry
        )
        self._questions = {outcome: questions.labels(outcome) for outcome in OUTCOMES}
        votes = Counter("pincite_votes", "Votes on answers", ["helpful"], registry=registry)
        self._votes = {True: votes.labels("yes"), False: votes.labels("no")}
        self._seconds = Histogram(
            "pincite_answer_seconds",
            "Seconds from a question to its answer",
            buckets=_SECONDS,
            registry=registry,
        )
        self._queue = Gauge("pincite_queue_length", "Questions that wait", registry=registry)
        self._reconnects = Counter(
            "pincite_gateway_reconnects", "Connections made anew to the gateway", registry=registry
        )
        self._connected = Gauge("pincite_gateway_connected", "1 while connected", registry=registry)
        self._latency = Gauge(
            "pincite_gateway_latency_seconds", "Seconds of the last heartbeat", registry=registry
        )
        self._index = Info("pincite_index", "The generation that is asked", registry=registry)

    def answered(self, outcome: str, seconds: float) -> None:
        """Count an answer and the time it took; raises as ``count`` does."""
        self.count(outcome)
        self._seconds.observe(seconds)

    def count(self, outcome: str) -> None:
        """Count a question; raises ``KeyError`` for an unknown outcome: no text becomes a label."""
        self._questions[outcome].inc()

    def queued(self, length: int) -> None:
        """Set how many questions wait now."""
        self._queue.set(length)

    def reconnected(self) -> None:
        """Count a new connection to the gateway."""
        self._reconnects.inc()

    def voted(self, helpful: bool) -> None:
        """Count a vote on an answer."""
        self._votes[helpful].inc()

    def gateway(self, connected: bool, latency: float) -> None:
        """Set whether the gateway is connected, and the seconds of its last heartbeat."""
        self._connected.set(connected)
        self._latency.set(latency)

    def index(self, generation: str) -> None:
        """Set the generation that is asked from now on, in place of the one before."""
        self._index.info({"generation": generation})

    def text(self) -> bytes:
        """All numbers in the format that Prometheus reads, of the type ``CONTENT_TYPE``."""
        return generate_latest(self._registry)
