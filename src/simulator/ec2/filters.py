"""EC2's filters: values of one filter are alternatives, and every filter must hold."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from simulator.aws.reply import ServiceError

Thing = TypeVar("Thing")
Readings = Mapping[str, Callable[[Thing], Collection[str]]]
"""For each filter name, how to read from a thing the values that the filter looks at."""

MOST_VALUES: Final = 200
_WILD: Final = re.compile(r"[*?\\]")
_TOKEN: Final = re.compile(r"\\(.)|(\*)|(\?)|(.)", re.DOTALL)


def pattern_of(value: str) -> re.Pattern[str]:
    """Read a filter value: `*` is any text, `?` any character, a backslash takes the next one literally."""
    return re.compile("".join(map(_as_expression, _TOKEN.finditer(value))), re.DOTALL)


def _as_expression(token: re.Match[str]) -> str:
    literal, star, question, plain = token.groups()
    if star:
        return ".*"
    return "." if question else re.escape(literal or plain)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The values of one filter: texts to be found as they are, and patterns for those with a wildcard."""

    texts: frozenset[str]
    patterns: Sequence[re.Pattern[str]]

    @classmethod
    def of(cls, values: Sequence[str]) -> "Wanted":
        """Tell the values apart: looking up two hundred ids must not cost two hundred comparisons."""
        patterned = [value for value in values if _WILD.search(value)]
        return cls(frozenset(values).difference(patterned), [*map(pattern_of, patterned)])

    def holds(self, value: str) -> bool:
        """Tell whether the filter wants the value."""
        return value in self.texts or any(pattern.fullmatch(value) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Filters(Generic[Thing]):
    """The filters of one request, ready to be asked about each thing."""

    tests: Sequence[tuple[Callable[[Thing], Collection[str]], Wanted]]

    def accept(self, thing: Thing) -> bool:
        """Tell whether every filter holds for the thing."""
        return all(any(map(wanted.holds, read(thing))) for read, wanted in self.tests)


def build_filters(
    wanted: Mapping[str, Sequence[str]],
    readings: Readings[Thing],
    tags_of: Callable[[Thing], Mapping[str, str]],
) -> Filters[Thing]:
    """Prepare the filters of a request. Raises ServiceError for a name that is unknown or too many values."""
    if sum(map(len, wanted.values())) > MOST_VALUES:
        raise ServiceError(
            "FilterLimitExceeded",
            f"The maximum number of filter values specified on a single call is {MOST_VALUES}",
        )
    return Filters([(_reading(name, readings, tags_of), Wanted.of(wanted[name])) for name in wanted])


def _reading(
    name: str, readings: Readings[Thing], tags_of: Callable[[Thing], Mapping[str, str]]
) -> Callable[[Thing], Collection[str]]:
    if name.startswith("tag:"):
        key = name.removeprefix("tag:")
        return lambda thing: [tags_of(thing)[key]] if key in tags_of(thing) else []
    if name == "tag-key":
        return lambda thing: tags_of(thing).keys()
    if name == "tag-value":
        return lambda thing: tags_of(thing).values()
    if name not in readings:
        raise ServiceError("InvalidParameterValue", f"The filter '{name}' is invalid")
    return readings[name]
