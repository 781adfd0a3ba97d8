"""`python -m benchmarks.sse` from the root of the repository: the event stream beside what one would take instead."""

import argparse
from collections.abc import Callable, Sequence

from benchmarks.sse.contenders import OURS, SSE_STARLETTE, Contender, contenders
from benchmarks.sse.measurement import Measurement
from benchmarks.sse.reconnecting import reconnecting
from benchmarks.sse.scenarios import bytes_per_client, filtered, flat_out, paced

CLIENTS = 1_000
_HEAD = f"{'':34}{'deliveries/s':>14}{'CPU s/100k':>12}{'p50 ms':>9}{'p99 ms':>9}{'server':>8}{'harness':>9}"

Scenario = Callable[[Contender], Measurement]


def main() -> None:
    """Run all scenarios and print one table; CPU of server and harness in cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two seconds a scenario instead of eight")
    seconds = 2.0 if parser.parse_args().quick else 8.0
    print(f"{CLIENTS:,} clients, one harness process, events of about 600 bytes; cores used by server and harness")
    with contenders() as others:
        here = [other for other in others if not other.absent]
        for other in others:
            if other.absent:
                print(f"without {other.name}: {other.absent}")
        print(f"\n{_HEAD}")
        _compare("paced, 500 events/s, all", lambda server: paced(server, CLIENTS, 500, seconds), here)
        _compare("flat out, bursts of 100, all", lambda server: flat_out(server, CLIENTS, seconds), here)
        _compare("flat out, 1 of 100 workers each", lambda server: filtered(server, CLIENTS, seconds), here)
    _compare_memory()
    _reconnect(seconds)


def _compare(title: str, scenario: Scenario, others: Sequence[Contender]) -> None:
    ours = scenario(OURS)
    print(_row(title, ours))
    for other in others:
        theirs = scenario(other)
        more = ours.frames_per_second / max(1, theirs.frames_per_second)
        less = theirs.server_cpu_per_100k / ours.server_cpu_per_100k
        print(_row(f"  {other.name}", theirs))
        print(f"    ours: {more:.1f} times the deliveries, {1 / less:.2f} of the CPU for each")
    print()


def _row(title: str, measured: Measurement) -> str:
    return (
        f"{title:34}{measured.frames_per_second:14,.0f}{measured.server_cpu_per_100k:12.3f}"
        f"{measured.latency_ms(50):9.1f}{measured.latency_ms(99):9.1f}"
        f"{measured.server_cpu_seconds / measured.seconds:8.2f}{measured.harness_cpu_seconds / measured.seconds:9.2f}"
    )


def _compare_memory() -> None:
    ours, theirs = (bytes_per_client(server, CLIENTS) / 1000 for server in (OURS, SSE_STARLETTE))
    print(f"memory of an idle client: {ours:.1f} KB, sse-starlette {theirs:.1f} KB ({theirs / ours:.1f} times)\n")


def _reconnect(seconds: float) -> None:
    seen = reconnecting(OURS, CLIENTS // 2, 2_000, max(seconds, 4.0))
    print(
        f"{seen.clients} clients back by id under 2,000 events/s: all caught up in {seen.seconds:.2f} s "
        f"(harness CPU {seen.harness_cpu_seconds:.2f} s), {seen.gaps} gaps, {seen.doubles} doubles"
    )


if __name__ == "__main__":
    main()
