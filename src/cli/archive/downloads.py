"""Brings the files of archives here, through the service."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from cli.archive.archived_files import PARQUET, ArchivedFiles
from cli.archive.listed_archives import PATH, archives_of
from cli.archive.spans import DaySpan
from cli.connection.api_client import ApiClient
from cli.connection.problem import error_from
from cli.errors import CliError
from cli.output.columns import Record, text_at


def downloaded(client: ApiClient, destination: str, kinds: Sequence[str], span: DaySpan, folder: Path) -> ArchivedFiles:
    """Download the Parquet files of these days into a folder, and compare their digests. Raises CliError."""
    found: dict[str, list[Path]] = {kind: [] for kind in kinds}
    left_out = 0
    for kind in kinds:
        for archive in archives_of(client, destination, kind):
            if not span.holds(text_at(archive, "day")):
                continue
            if archive.get("format") == PARQUET:
                found[kind].append(_download(client, destination, archive, folder))
            else:
                left_out += 1
    return ArchivedFiles(found, left_out)


def _download(client: ApiClient, destination: str, archive: Record, folder: Path) -> Path:
    kind, day = text_at(archive, "kind"), text_at(archive, "day")
    path = folder / kind / f"date={day}" / "part-0.parquet"
    path.parent.mkdir(parents=True)
    params = {"destination": destination} if destination else {}
    digest = sha256()
    source = f"{PATH}/{quote(kind, safe='')}/{quote(day, safe='')}/file"
    with client.open("GET", source, params=params) as response, path.open("wb") as file:
        if not response.is_success:
            response.read()
            raise error_from(response)
        for part in response.iter_raw():
            digest.update(part)
            file.write(part)
        told = response.headers.get("ETag", "").strip('"')
    if digest.hexdigest() != told:
        raise CliError(f"The file of {kind} of {day} was replaced while it was downloaded; ask again.")
    return path
