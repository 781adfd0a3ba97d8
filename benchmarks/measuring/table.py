"""Tables on standard output."""

from collections.abc import Sequence

FIRST_COLUMN = 40
COLUMN = 13


def heading(text: str) -> None:
    """Begin a part."""
    print(f"\n## {text}", flush=True)


def row(name: str, *cells: str) -> None:
    """Print one row."""
    print(f"{name:{FIRST_COLUMN}}" + "".join(f"{cell:>{COLUMN}}" for cell in cells), flush=True)


def head(names: Sequence[str]) -> None:
    """Print the names of the columns after the first."""
    row("", *names)


def verdict(name: str, value: float, target: float, unit: str = "") -> None:
    """Print a figure beside the most it may be."""
    met = "ok" if value <= target else "MISSED"
    print(f"{name:{FIRST_COLUMN}}{value:>{COLUMN - 1}.2f}{unit or ' '}  at most {target:g}{unit}  {met}", flush=True)


def milliseconds(seconds: float) -> str:
    """Write seconds as milliseconds."""
    return f"{seconds * 1000:,.0f} ms"
