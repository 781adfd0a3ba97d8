"""A million samples made a Parquet file, beside DuckDB writing the same rows from a file; each in its own process."""

import subprocess
from pathlib import Path

import orjson

from benchmarks.measuring.table import head, heading, row, verdict
from benchmarks.surroundings.database import database
from benchmarks.surroundings.program import python_module

MOST_TIMES = 4.0
MOST_MEGABYTES = 400.0
WORKERS, FEW_WORKERS = 695, 70
"""A day of them are a million samples, and a tenth of it."""


def archive(folder: Path, *, quick: bool) -> None:
    """Measure and print. What the database takes to hand the rows out is shown beside it."""
    workers = str(FEW_WORKERS if quick else WORKERS)
    (kept := folder / "archive").mkdir()
    with database(kept) as uri:
        stored = _told("database", uri, str(FEW_WORKERS), str(folder))
    product = _told("product", "", workers, str(folder))
    bare = _told("bare", "", workers, str(folder))
    heading(f"Archive: {product['rows']:,} samples of {workers} workers to Parquet")
    head(("seconds", "peak MB", "file MB"))
    for name, told in (("DuckDB, from a CSV file", bare), ("archive, from memory", product)):
        row(name, f"{told['seconds']:.2f}", f"{told['megabytes']:.0f}", f"{told['bytes'] / 1e6:.1f}")
    row(f"{stored['rows']:,} from the database", f"{stored['seconds']:.2f}", f"{stored['megabytes']:.0f}", "")
    row("  of that reading them", f"{stored['reading']:.2f}", "", "")
    verdict("times as long as DuckDB", product["seconds"] / bare["seconds"], MOST_TIMES)
    verdict("peak memory of the service", product["megabytes"], MOST_MEGABYTES, "MB")


def _told(*words: str) -> dict[str, float]:
    run = subprocess.run(python_module("benchmarks.archive_contender", *words), check=True, stdout=subprocess.PIPE)
    told: dict[str, float] = orjson.loads(run.stdout.splitlines()[-1])
    return told
