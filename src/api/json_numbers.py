"""Numbers in bodies: pydantic takes `true` and `"5"` for some too, which the document of the API does not allow."""

from typing import Any

from pydantic import BeforeValidator


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")  # noqa: TRY004  # pydantic tells of ValueError alone
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError("a text is no number")  # noqa: TRY004  # likewise
    return _no_truth(value)


NO_TRUTH = BeforeValidator(_no_truth)
"""For what may be a text or a number."""

NUMBER = BeforeValidator(_number)
"""For what is a number, or null where that may be."""
