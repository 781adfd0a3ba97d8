"""How replies are parsed: one at a time."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from botocore.parsers import ResponseParser, ResponseParserFactory

from integration.aws.timestamps import utc_timestamp


class ReplyParsers:
    """Makes parsers for botocore that take turns; stands in for its `response_parser_factory`.

    Parsing is what costs CPU time, 0.4 s for the details of 1,000 instances. Python runs one thread at a time
    anyway: more of them parsing at once gain nothing, and each makes the event loop wait longer for its turn.
    """

    def __init__(self) -> None:
        self._factory = ResponseParserFactory()
        self._factory.set_parser_defaults(timestamp_parser=utc_timestamp)
        self._turn = Lock()

    def create_parser(self, protocol_name: str) -> "_TurnTakingParser":
        """Make a parser for one of botocore's protocols."""
        return _TurnTakingParser(self._factory.create_parser(protocol_name), self._turn)


class _TurnTakingParser:
    def __init__(self, parser: ResponseParser, turn: Lock) -> None:
        self._parser = parser
        self._turn = turn

    def parse(self, response: Mapping[str, Any], shape: Any) -> Any:
        """Parse when it is this thread's turn."""
        with self._turn:
            return self._parser.parse(response, shape)
