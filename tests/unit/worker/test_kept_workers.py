"""Tags and cordons: what people keep at workers."""

import pytest

from domain.errors import InvalidRequestError
from domain.worker.acted_worker import IllegalActError
from domain.worker.tag_changes import TagChanges, TooManyTagsError
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import imported_worker

MANY = {f"key-{number}": "" for number in range(50)}


def test_is_cordoned_with_who_and_why_until_it_is_uncordoned() -> None:
    """The same reason again is no news, another one is."""
    worker = imported_worker()
    worker.cordon("key:ops", "a new disk", NOON)
    worker.cordon("key:other", "a new disk", NOON)
    worker.cordon("key:other", "a new fan", NOON)
    assert worker.state.cordoned is not None
    assert (worker.state.cordoned.by, worker.state.cordoned.reason) == ("key:other", "a new fan")
    worker.uncordon("key:ops", NOON)
    worker.uncordon("key:ops", NOON)
    told = [event.short_type for event in worker.pending_events]
    assert told == ["worker.cordoned", "worker.cordoned", "worker.uncordoned"]


@pytest.mark.parametrize(("reason", "said"), [("a new disk", "by key:ops: a new disk"), ("", "by key:ops")])
def test_says_why_it_is_cordoned(reason: str, said: str) -> None:
    """To who wants to begin something on it."""
    worker = imported_worker()
    worker.cordon("key:ops", reason, NOON)
    assert worker.state.cordoned is not None
    assert str(worker.state.cordoned.error("cml-01")) == f"worker cml-01 was cordoned {said}"


def test_changes_the_tags_named_and_no_others() -> None:
    """The tag Name is the worker's name, which is kept when the tag is removed."""
    worker = imported_worker(tags={"Name": "worker-1", "owner": "ops", "left": "alone"})
    worker.change_tags(TagChanges(add={"Name": "new", "owner": "ada"}), NOON)
    worker.change_tags(TagChanges(add={"owner": "ada"}), NOON)
    worker.change_tags(TagChanges(remove=["Name", "unknown"]), NOON)
    assert (dict(worker.state.tags), worker.state.name) == ({"owner": "ada", "left": "alone"}, "new")
    told = [event.short_type for event in worker.pending_events]
    assert told == ["worker.tags.changed", "worker.details.changed", "worker.tags.changed"]


def test_refuses_tags_that_make_no_sense() -> None:
    """A terminated instance is not tagged; AWS allows fifty tags, without its own."""
    with pytest.raises(IllegalActError):
        imported_worker(status=WorkerStatus.TERMINATED).change_tags(TagChanges(add={"a": "b"}), NOON)
    worker = imported_worker(tags={**MANY, "aws:cloudformation:stack-name": "x"})
    worker.change_tags(TagChanges(add={"key-1": "set anew"}), NOON)
    with pytest.raises(TooManyTagsError):
        worker.change_tags(TagChanges(add={"one": "more"}), NOON)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        (TagChanges(), "/tags"),
        (TagChanges(add={"": "x"}), "/tags"),
        (TagChanges(add={"k" * 129: "x"}), "/tags"),
        (TagChanges(add={"AWS:x": "x"}), "/tags"),
        (TagChanges(add={"k\n": "x"}), "/tags"),
        (TagChanges(add={"k": "x" * 257}), "/tags"),
        (TagChanges(add={"k": "\x00"}), "/tags"),
        (TagChanges(remove=["aws:x"]), "/remove"),
        (TagChanges(add={"k": "x"}, remove=["k"]), "/remove"),
    ],
)
def test_refuses_what_aws_takes_from_nobody(changes: TagChanges, pointer: str) -> None:
    """Where it is wrong is said."""
    with pytest.raises(InvalidRequestError) as caught:
        changes.require_sound()
    assert caught.value.pointer == pointer


def test_takes_the_longest_keys_and_values() -> None:
    """128 and 256 characters."""
    TagChanges(add={"k" * 128: "v" * 256}, remove=["other"]).require_sound()
