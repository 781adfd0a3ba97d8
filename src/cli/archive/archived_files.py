"""ArchivedFiles: the files that a query reads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.archive.spans import DaySpan
from cli.errors import CliError

PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class ArchivedFiles:
    """Parquet files by kind; `left_out` days are archived in another format."""

    by_kind: Mapping[str, Sequence[Path]]
    left_out: int = 0


def files_in(directory: Path, kinds: Sequence[str], span: DaySpan) -> ArchivedFiles:
    """Find the files whose manifests are in a directory: what has none does not count. Raises CliError."""
    found: dict[str, list[Path]] = {kind: [] for kind in kinds}
    left_out = 0
    for kind in kinds:
        for path in sorted((directory / kind).glob("date=*/manifest.json")):
            manifest = _manifest(path)
            if not span.holds(str(manifest.get("day"))):
                continue
            if manifest.get("format") == PARQUET:
                found[kind] += [_file(directory, file) for file in manifest["files"]]
            else:
                left_out += 1
    return ArchivedFiles(found, left_out)


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_bytes())
        return {"day": manifest["day"], "format": manifest["format"], "files": list(manifest["files"])}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CliError(f"{path} is no manifest of an archive.") from error


def _file(directory: Path, file: dict[str, Any]) -> Path:
    path = (directory / str(file.get("name"))).resolve()
    if not path.is_relative_to(directory.resolve()):
        raise CliError(f"A manifest names a file outside of {directory}.")
    if not path.is_file() or path.stat().st_size != file.get("bytes"):
        raise CliError(f"{path} is not the file that its manifest tells of; archive its day again.")
    return path
