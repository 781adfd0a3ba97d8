"""What a demo keeps in its folder."""

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from cli.demo.demo_folder import DemoFolder
from cli.demo.demo_lock import AlreadyRunningError, demo_lock
from cli.demo.demo_ports import DemoPorts, choose_ports, is_free
from cli.demo.demo_secrets import load_secrets
from cli.errors import UsageError


def test_keeps_secrets_for_the_owner_alone(tmp_path: Path) -> None:
    """Made once, kept, and closed again when somebody has opened the file to others."""
    path = tmp_path / "secrets.json"
    made = load_secrets(path)
    assert made.admin_key.startswith("cmlf_")
    assert len(made.admin_key) == 5 + 43
    path.chmod(0o644)
    assert load_secrets(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.admin_key not in repr(made)


def test_makes_new_secrets_when_the_file_is_broken(tmp_path: Path) -> None:
    """Half a set of secrets is none."""
    path = tmp_path / "secrets.json"
    path.write_text('{"admin_key": "x"}')
    assert load_secrets(path).admin_key != "x"


def test_takes_other_ports_when_its_own_are_taken(tmp_path: Path) -> None:
    """And remembers them for as long as they are free."""
    path = tmp_path / "ports.json"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
        path.write_text(json.dumps({"service": port}))
        chosen = choose_ports(path)
        assert chosen.service != port
    assert len({chosen.service, chosen.database, chosen.simulator}) == 3
    assert choose_ports(path) == chosen


def test_gives_no_port_twice(tmp_path: Path) -> None:
    """Also when the file says so."""
    path = tmp_path / "ports.json"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    path.write_text(json.dumps({"service": port, "database": port, "simulator": "odd"}))
    chosen = choose_ports(path)
    assert isinstance(chosen, DemoPorts)
    assert len({chosen.service, chosen.database, chosen.simulator}) == 3


def test_holds_a_folder_for_one_process(tmp_path: Path) -> None:
    """The second is told who the first one is; afterwards it is free again."""
    path = tmp_path / "demo.lock"
    with demo_lock(path), pytest.raises(AlreadyRunningError) as refusal, demo_lock(path):
        pass
    assert refusal.value.pid == os.getpid()
    with demo_lock(path):
        pass


@pytest.mark.parametrize("name", ["new/deep", "."])
def test_takes_a_folder_when_it_is_new_or_empty(tmp_path: Path, name: str) -> None:
    """It is marked as its own, and found again."""
    for _ in range(2):
        DemoFolder(tmp_path / name).prepare()
    assert DemoFolder(tmp_path / name).marker.exists()


@pytest.mark.parametrize("reason", ["full", "file", "unwritable"])
def test_leaves_a_folder_alone_when_it_is_not_its_own(tmp_path: Path, reason: str) -> None:
    """Somebody's files are no demo's."""
    path = tmp_path / "folder"
    if reason == "full":
        path.mkdir()
        (path / "letter").touch()
    elif reason == "file":
        path.touch()
    else:
        path = Path("/dev/null/folder")
    with pytest.raises(UsageError):
        DemoFolder(path).prepare()


def test_empties_its_folder_without_following_links(tmp_path: Path) -> None:
    """What a link leads to is not in the folder; lock and marker stay."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter").touch()
    folder = DemoFolder(tmp_path / "demo")
    folder.prepare()
    folder.lock.touch()
    (folder.path / "link").symlink_to(outside)
    (folder.path / "database").mkdir()
    (folder.path / "database" / "file").touch()
    folder.empty()
    assert sorted(each.name for each in folder.path.iterdir()) == [".cml-fleet-demo", "demo.lock", "logs"]
    assert (outside / "letter").exists()
