"""Options of the whole program may stand anywhere on the line."""

from collections.abc import Iterator, Sequence

GLOBAL_OPTIONS = ("--server", "--token")


def with_global_options_first(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with --server and --token, and their values, before the command."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return [*first, *rest, argument, *waiting]
        if argument in GLOBAL_OPTIONS:
            first += [argument, *_value(waiting)]
        elif argument.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


def _value(waiting: Iterator[str]) -> list[str]:
    return [value] if (value := next(waiting, None)) is not None else []
