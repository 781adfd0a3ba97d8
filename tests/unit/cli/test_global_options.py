"""Options of the whole program."""

import pytest

from cli.global_options import with_global_options_first


@pytest.mark.parametrize(
    ("line", "ordered"),
    [
        ("workers list", "workers list"),
        ("workers list --server S -o json", "--server S workers list -o json"),
        ("workers --token=T list --server=S", "--token=T --server=S workers list"),
        ("api /x --server", "--server api /x"),
        ("workers get -- --server S", "workers get -- --server S"),
    ],
)
def test_puts_them_first_wherever_they_stand(line: str, ordered: str) -> None:
    """Up to a double dash; a value that is missing is for the parser to find."""
    assert with_global_options_first(line.split()) == ordered.split()
