"""`serve`."""

import shutil
import subprocess
from pathlib import Path

from .command_line import COMMAND, SOURCE, bare_environment

SERVICE = """
import json, os, pathlib, sys
told = {name: os.environ.get(name) for name in ("CML_FLEET_HTTP_HOST", "CML_FLEET_HTTP_PORT", "CML_FLEET_X")}
print(json.dumps([os.getpid(), told]))
"""


def test_becomes_the_service_when_called(tmp_path: Path) -> None:
    """The same process, with the address as settings and the rest of the environment as it was."""
    source = tmp_path / "src"
    shutil.copytree(SOURCE / "cli", source / "cli")
    (source / "main.py").write_text("import json, os\n" + SERVICE)
    environment = {**bare_environment(source), "CML_FLEET_X": "kept"}
    with subprocess.Popen(
        [*COMMAND, "serve", "--host", "127.0.0.1", "--port", "0"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        printed = process.communicate(timeout=20)[0]
    told = {"CML_FLEET_HTTP_HOST": "127.0.0.1", "CML_FLEET_HTTP_PORT": "0", "CML_FLEET_X": "kept"}
    assert printed == f"[{process.pid}, {str(told).replace(chr(39), chr(34))}]\n"
