"""Reads GetProducts (AWS Price List API Reference), whose products are texts of JSON of their own."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from application.ports.source_errors import SourceReplyInvalidError


class _Attributes(msgspec.Struct, rename="camel"):
    instance_type: str = ""


class _Product(msgspec.Struct):
    attributes: _Attributes


class _Dimension(msgspec.Struct, rename="camel"):
    unit: str = ""
    price_per_unit: dict[str, str] = {}


class _Term(msgspec.Struct, rename="camel"):
    price_dimensions: dict[str, _Dimension] = {}


class _Terms(msgspec.Struct):
    on_demand: dict[str, _Term] = msgspec.field(name="OnDemand", default_factory=dict)


class _PriceItem(msgspec.Struct):
    product: _Product
    terms: _Terms


def single_price(reply: Mapping[str, Any], instance_type: str) -> float | None:
    """US dollars per hour of the type; None where the reply tells no price, or several, of which none can be chosen.

    Raises SourceReplyInvalidError.
    """
    try:
        items = [msgspec.json.decode(text, type=_PriceItem) for text in reply.get("PriceList", ())]
        prices = {usd for item in items if item.product.attributes.instance_type == instance_type for usd in _usd(item)}
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise SourceReplyInvalidError("the reply of AWS tells prices that cannot be read") from error
    return prices.pop() if len(prices) == 1 else None


def _usd(item: _PriceItem) -> Iterator[float]:
    """The prices of an hour; products that cost nothing are listed too, such as those of reserved capacity."""
    for term in item.terms.on_demand.values():
        for dimension in term.price_dimensions.values():
            usd = float(dimension.price_per_unit.get("USD", 0))
            if dimension.unit == "Hrs" and 0 < usd < math.inf:
                yield usd
