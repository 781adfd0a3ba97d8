"""Long lists are cut into pieces."""

from application.pieces import pieces_of


def test_last_piece_is_smaller_when_they_do_not_come_out_even() -> None:
    """Nothing gives no piece."""
    assert list(pieces_of(["a", "b", "c"], 2)) == [["a", "b"], ["c"]]
    assert list(pieces_of([], 2)) == []
