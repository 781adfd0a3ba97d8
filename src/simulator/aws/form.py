"""The parameters of the EC2 query protocol, where lists are spelled `Name.1`, `Name.2`."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from simulator.aws.reply import ServiceError


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters of one request, by name."""

    values: Mapping[str, str]

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        """Read a body of type application/x-www-form-urlencoded."""
        return cls(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))

    def text(self, name: str) -> str | None:
        """Give a parameter's text; None when absent."""
        return self.values.get(name)

    def flag(self, name: str) -> bool:
        """Give a true or false parameter; False when absent."""
        return self.values.get(name, "").lower() == "true"

    def number(self, name: str) -> int | None:
        """Give a whole number; None when absent. Raises ServiceError."""
        text = self.values.get(name)
        try:
            return None if text is None else int(text)
        except ValueError:
            raise ServiceError("InvalidParameterValue", f"Value ({text}) for parameter {name} is invalid.") from None

    def texts(self, name: str) -> list[str]:
        """Give a list in the order of its numbers, each value once."""
        prefix = f"{name}."
        found = [key for key in self.values if key.startswith(prefix) and key[len(prefix) :].isdecimal()]
        found.sort(key=lambda key: int(key[len(prefix) :]))
        return list(dict.fromkeys(self.values[key] for key in found))

    def tags(self, name: str) -> dict[str, str | None]:
        """Give `name.N.Key` with `name.N.Value`; None for a key without a value."""
        keys = [key for key in self.values if key.startswith(f"{name}.") and key.endswith(".Key")]
        return {self.values[key]: self.text(f"{key.removesuffix('.Key')}.Value") for key in keys}

    def filters(self) -> dict[str, list[str]]:
        """Give `Filter.N.Name` with its `Filter.N.Value.M`; a name that comes twice has all its values."""
        filters: dict[str, list[str]] = {}
        for key, name in self.values.items():
            if key.startswith("Filter.") and key.endswith(".Name"):
                filters.setdefault(name, []).extend(self.texts(f"{key.removesuffix('.Name')}.Value"))
        return filters
