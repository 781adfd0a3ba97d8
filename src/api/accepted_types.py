"""Which media types a client likes (RFC 9110, 12.5.1)."""


def weights_of(accept: str) -> dict[str, float]:
    """Read an Accept header: media types as they are named, with their weights."""
    return dict(_named(part) for part in accept.split(","))


def _named(part: str) -> tuple[str, float]:
    """A media type and its weight (RFC 9110, 12.4.2); a weight that is none counts as 1."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((text.removeprefix("q=") for text in parameters if text.startswith("q=")), "1")
    return name, float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
