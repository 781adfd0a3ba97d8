"""`events watch`."""

import json
import time

import yaml

from .command_line import SECONDS, CommandLine, interrupt, read_lines
from .fake_server import STREAM, FakeServer, Reply, Stream
from .samples import EPOCH, cloud_event, control, frame, page, problem, snapshot, status_event, worker

FIRST, SECOND, THIRD = (status_event("running", "stopping", number) for number in (4, 5, 6))


def test_prints_one_cloud_event_a_line_when_json_is_asked(cli: CommandLine, server: FakeServer) -> None:
    """Exactly the CloudEvents, each let out at once; what is said of the stream goes to standard error."""
    spoken = control("stream.open") + control("heartbeat", sequence=1) + control("stream.coalesced", dropped=3)
    server.streams = [Stream((spoken, frame(FIRST, 11), frame(SECOND, 12)), hold=True)]
    with cli.started("events", "watch", "-o", "json", "--event-types", "telemetry,status") as process:
        assert [json.loads(line) for line in read_lines(process, 2)] == [FIRST, SECOND]
        interrupt(process)
        assert process.stderr is not None
        assert process.stderr.read() == "3 telemetry events were left out in favour of newer ones.\n"
    assert server.seen[0].query == {"event_types": "telemetry,status", "delivery": "all"}
    assert "last-event-id" not in server.seen[0].headers


def test_goes_on_after_the_last_event_when_the_connection_is_lost(cli: CommandLine, server: FakeServer) -> None:
    """It reconnects with the last id it has seen, also when the server is away for a while."""
    server.streams = [
        Stream((b"retry: 20\n\n", frame(FIRST, 11))),
        problem(503, "Not ready"),
        Stream((frame(SECOND, 12), f"id: {EPOCH}-15\nevent: bookmark\n\n".encode())),
        Stream((frame(THIRD, 16),), hold=True),
    ]
    with cli.started("events", "watch", "-o", "json", "--since", f"{EPOCH}-10") as process:
        assert [json.loads(line) for line in read_lines(process, 3)] == [FIRST, SECOND, THIRD]
        interrupt(process)
        assert process.stderr is not None
        said = process.stderr.read()
    asked = [request.headers.get("last-event-id") for request in server.asked(STREAM)]
    assert asked == [f"{EPOCH}-{number}" for number in (10, 11, 11, 15)]
    assert "Not ready. Reconnecting in" in said
    assert "Connected again." in said


def test_forgets_its_place_when_the_stream_is_reset(cli: CommandLine, server: FakeServer) -> None:
    """After a reset the old id is worth nothing; the position of the new beginning is."""
    reset = control("stream.reset", reason="too_old")
    server.streams = [
        Stream((b"retry: 20\n\n", frame(FIRST, 11), reset)),
        Stream((control("stream.synced", position=f"{EPOCH}-30"),)),
        Stream((frame(SECOND, 31),), hold=True),
    ]
    with cli.started("events", "watch", "-o", "json") as process:
        assert [json.loads(line) for line in read_lines(process, 2)] == [FIRST, SECOND]
        interrupt(process)
        assert process.stderr is not None
        assert "too_old" in process.stderr.read()
    assert [request.headers.get("last-event-id") for request in server.seen] == [None, None, f"{EPOCH}-30"]


def test_ends_quietly_when_nobody_reads_any_more(cli: CommandLine, server: FakeServer) -> None:
    """`events watch | head -1` is no failure, and ends with the next sign of life at the latest."""
    heartbeats = tuple(control("heartbeat", sequence=number) for number in range(3))
    server.streams = [Stream((frame(FIRST, 11), *heartbeats), hold=True)]
    with cli.started("events", "watch", "-o", "json") as process:
        read_lines(process, 1)
        assert process.stdout is not None
        process.stdout.close()
        server.closing.set()
        assert process.stderr is not None
        server.streams = [Stream((frame(SECOND, 12), frame(THIRD, 13)), hold=True)]
        assert process.wait(SECONDS) == 0
        assert "Traceback" not in process.stderr.read()


def test_ends_with_0_when_interrupted(cli: CommandLine, server: FakeServer) -> None:
    """Ctrl-C is how one stops to watch."""
    server.streams = [Stream((frame(FIRST, 11),), hold=True)]
    with cli.started("events", "watch", "-o", "name") as process:
        assert read_lines(process, 1) == [f"{EPOCH}-11\n"]
        process.send_signal(2)
        assert process.wait(SECONDS) == 0


def test_says_what_happened_when_lines_are_for_people(cli: CommandLine, server: FakeServer) -> None:
    """Time, type, worker, and what is new; nothing in it steers a terminal."""
    hostile = cloud_event("worker.source.failing", source="ec2", code="odd", message="\x1b[2Jgone")
    lab = {"id": "w-1/l-1", "title": "ospf\x1b[2J", "state": "STARTED"}
    labs = control("fleet.snapshot", position=f"{EPOCH}-7", page=2, pages=2, labs=[lab])
    frames = (snapshot(worker()), labs, frame(FIRST, 11), frame(hostile, 12))
    server.streams = [Stream(frames, hold=True)]
    with cli.started("events", "watch", "--snapshot") as process:
        there, lab_there, change, failing = read_lines(process, 4)
    assert "cml-01" in there
    assert lab_there == "snapshot  w-1/l-1  ospf\\x1b[2J  STARTED\n"
    assert "worker.status.changed  w-1  running → stopping" in change
    assert "ec2 odd: \\x1b[2Jgone" in failing
    assert server.seen[0].query == {"snapshot": "true", "delivery": "latest"}


def test_writes_a_yaml_document_for_each_event_when_asked(cli: CommandLine, server: FakeServer) -> None:
    """Documents are parted by three dashes."""
    server.streams = [Stream((frame(FIRST, 11), control("stream.draining"), frame(SECOND, 12)))]
    server.tell("GET", STREAM, problem(401, "over"))
    finished = cli.run("events", "watch", "-o", "yaml")
    assert list(yaml.safe_load_all(finished.stdout)) == [FIRST, SECOND]
    assert "The server is about to stop." in finished.stderr
    assert "The server ended the stream. Reconnecting in" in finished.stderr


def test_ends_at_once_when_the_filter_is_unknown(cli: CommandLine, server: FakeServer) -> None:
    """What waiting cannot cure is an error."""
    server.streams = [problem(422, "known event types: status, telemetry")]
    finished = cli.run("events", "watch", "--event-types", "weather")
    assert finished.returncode == 1
    assert finished.stderr == "cml-fleet: known event types: status, telemetry.\n"


def test_ends_with_4_when_the_key_is_revoked_meanwhile(cli: CommandLine, server: FakeServer) -> None:
    """A lost connection is taken up again, a refusal is not."""
    server.streams = [Stream((b"retry: 20\n\n", frame(FIRST, 11))), problem(401, "The key was revoked.")]
    assert cli.run("events", "watch", "-o", "json").returncode == 4


def test_names_workers_by_id_when_they_are_given_by_name(cli: CommandLine, server: FakeServer) -> None:
    """The stream's filter knows ids alone."""
    server.tell("GET", "/api/workers", page(worker(1), worker(2)))
    server.streams = [problem(401, "no")]
    cli.run("events", "watch", "--worker-ids", "cml-01,w-2")
    assert server.asked(STREAM)[0].query == {"worker_ids": "w-1,w-2", "delivery": "latest"}


def test_lists_events_of_the_log(cli: CommandLine, server: FakeServer) -> None:
    """Once, oldest first, with the way to the next ones."""
    items = [{"id": f"{EPOCH}-11", "event": FIRST}]
    server.tell("GET", "/api/events", Reply(body={"items": items, "next": f"{EPOCH}-11", "head": f"{EPOCH}-12"}))
    asked = ("--after", f"{EPOCH}-10", "--limit", "1", "--event-types", "status", "--regions", "us-east-1")
    finished = cli.run("events", "list", *asked, "--tags", "course:ccnp", "--subjects", "w-1")
    assert "worker.status.changed" in finished.stdout
    assert f"--after {EPOCH}-11" in finished.stderr
    filters = {"event_types": "status", "regions": "us-east-1", "tags": "course:ccnp", "subjects": "w-1"}
    assert server.seen[0].query == {"after": f"{EPOCH}-10", "limit": "1", **filters}
    assert json.loads(cli.run("events", "list", "-o", "json").stdout) == items


def test_waits_longer_each_time_when_the_server_stays_away(cli: CommandLine, server: FakeServer) -> None:
    """No storm of connections: the pauses grow."""
    server.streams = [Stream((b"retry: 100\n\n", frame(FIRST, 11)))]
    server.tell("GET", STREAM, problem(503, "Not ready"))
    with cli.started("events", "watch", "-o", "json") as process:
        read_lines(process, 1)
        time.sleep(1.5)
        interrupt(process)
    assert 3 <= len(server.asked(STREAM)) <= 7
