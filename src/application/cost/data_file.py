"""The data files beside this module."""

import csv
from collections.abc import Mapping
from pathlib import Path


def rows_of(name: str) -> list[Mapping[str, str]]:
    """Read a CSV file with a heading: one mapping per row."""
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
