"""The numbers for Prometheus: there from the beginning, exact, and free of anybody's words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from bot.service.metrics import OUTCOMES, Metrics


def numbers(metrics: Metrics) -> dict[str, float]:
    """Each series as it is written, without the times at which the series began."""
    return {
        sample.name + "".join(f"{{{key}={value}}}" for key, value in sample.labels.items()): (
            sample.value
        )
        for family in text_string_to_metric_families(metrics.text().decode("utf-8"))
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def changes(before: Metrics, after: Metrics) -> dict[str, float]:
    was = numbers(before)
    return {k: v for k, v in numbers(after).items() if was.get(k) != v and "bucket" not in k}


def test_every_series_is_there_before_anything_happened() -> None:
    series = numbers(Metrics())
    assert {f"pincite_questions_total{{outcome={outcome}}}" for outcome in OUTCOMES} < set(series)
    assert {
        "pincite_answer_seconds_count",
        "pincite_queue_length",
        "pincite_gateway_reconnects_total",
        "pincite_gateway_connected",
        "pincite_gateway_latency_seconds",
        "pincite_votes_total{helpful=yes}",
        "pincite_votes_total{helpful=no}",
    } < set(series)
    assert {value for name, value in series.items() if name != "pincite_index_info"} == {0.0}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_counted_as_itself_alone(outcome: str) -> None:
    metrics = Metrics()
    metrics.count(outcome)
    assert changes(Metrics(), metrics) == {f"pincite_questions_total{{outcome={outcome}}}": 1.0}


def test_the_time_of_an_answer_falls_into_the_buckets_from_its_own_on() -> None:
    metrics = Metrics()
    metrics.answered("closest", 0.25)
    assert changes(Metrics(), metrics) == {
        "pincite_questions_total{outcome=closest}": 1.0,
        "pincite_answer_seconds_count": 1.0,
        "pincite_answer_seconds_sum": 0.25,
    }
    series = numbers(metrics)
    assert series["pincite_answer_seconds_bucket{le=0.2}"] == 0.0
    assert series["pincite_answer_seconds_bucket{le=0.3}"] == 1.0
    assert series["pincite_answer_seconds_bucket{le=15.0}"] == 1.0


def test_words_never_become_a_label() -> None:
    metrics = Metrics()
    with pytest.raises(KeyError):
        metrics.answered("who is zanzibar?", 0.1)
    assert changes(Metrics(), metrics) == {}
    assert b"zanzibar" not in metrics.text()


def test_votes_queue_and_gateway_are_told() -> None:
    metrics = Metrics()
    metrics.voted(True)
    metrics.voted(True)
    metrics.voted(False)
    metrics.queued(7)
    metrics.queued(3)
    metrics.reconnected()
    metrics.gateway(True, 0.04)
    assert changes(Metrics(), metrics) == {
        "pincite_votes_total{helpful=yes}": 2.0,
        "pincite_votes_total{helpful=no}": 1.0,
        "pincite_queue_length": 3.0,
        "pincite_gateway_reconnects_total": 1.0,
        "pincite_gateway_connected": 1.0,
        "pincite_gateway_latency_seconds": 0.04,
    }
    metrics.gateway(False, float("nan"))
    assert numbers(metrics)["pincite_gateway_connected"] == 0.0


def test_of_the_index_only_the_last_generation_is_told() -> None:
    metrics = Metrics()
    metrics.index("gen-000006")
    metrics.index("gen-000007")
    lines = [line for line in metrics.text().splitlines() if line.startswith(b"pincite_index_info")]
    assert lines == [b'pincite_index_info{generation="gen-000007"} 1.0']


def test_two_sets_of_metrics_know_nothing_of_each_other_or_of_the_process() -> None:
    first, second = Metrics(), Metrics()
    first.reconnected()
    assert numbers(second)["pincite_gateway_reconnects_total"] == 0.0
    assert all(name.startswith("pincite_") for name in numbers(first))
    assert REGISTRY.get_sample_value("pincite_gateway_reconnects_total") is None


def test_no_count_of_several_threads_is_lost() -> None:
    metrics = Metrics()
    with ThreadPoolExecutor(4) as threads:
        for _ in range(2_000):
            threads.submit(metrics.answered, "answered", 0.5)
    series = numbers(metrics)
    assert series["pincite_questions_total{outcome=answered}"] == 2_000
    assert series["pincite_answer_seconds_sum"] == 1_000
