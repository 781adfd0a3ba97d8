"""Prices: AWS's, with source and date, under those of one's own."""

import re
from typing import Any

import pytest

from application.cost.data_file import rows_of
from application.cost.instance_catalogue import InstanceCatalogue
from application.cost.price_list import OWN_PRICE, Price, PriceList
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.load_settings import load_settings
from application.settings import Settings
from fakes.fake_process import settings_with

EAST, WEST = "us-east-1", "eu-west-1"


def price_of(region: str, instance_type: str, *own: dict[str, Any]) -> Price | None:
    """The price under these settings."""
    return PriceList(settings_with(instance_prices=list(own)), RefreshedCatalogue()).price_of(region, instance_type)


def test_listed_price_comes_with_source_and_date() -> None:
    """Nobody has to believe a figure."""
    price = price_of(EAST, "m5zn.metal")
    assert price is not None
    assert price.usd_per_hour == 3.9641
    assert "skypilot-catalog" in price.source
    assert price.as_of == "2026-07-09"


@pytest.mark.parametrize(("region", "instance_type"), [("mars-north-1", "c5.metal"), (EAST, "x9.metal")])
def test_price_is_unknown_when_nobody_has_said_it(region: str, instance_type: str) -> None:
    """No price is guessed, not even with a discount on it."""
    assert price_of(region, instance_type) is None
    assert price_of(region, instance_type, {"discount_percent": 10}) is None


def test_own_price_wins_over_the_listed_one() -> None:
    """It also makes a type known that the list lacks."""
    own = {"instance_type": "x9.*", "region": EAST, "usd_per_hour": 1.5}
    assert price_of(EAST, "x9.metal", own) == Price(usd_per_hour=1.5, source=OWN_PRICE, as_of=None)
    assert price_of(WEST, "x9.metal", own) is None


def test_first_of_the_own_prices_that_fits_counts() -> None:
    """The special before the general; a discount is off the listed price, and says so."""
    own = [{"instance_type": "c5.metal", "usd_per_hour": 2}, {"instance_type": "c5.*", "discount_percent": 25}]
    metal, large, other = (price_of(EAST, name, *own) for name in ("c5.metal", "c5.large", "m5.large"))
    assert metal is not None
    assert large is not None
    assert other is not None
    assert (metal.usd_per_hour, large.usd_per_hour, other.usd_per_hour) == (2, 0.06375, 0.096)
    assert large.source.endswith("less 25 % by the setting instance_prices")


@pytest.mark.parametrize("own", [{}, {"usd_per_hour": 1, "discount_percent": 1}, {"usd_per_hour": -1}, {"per_hour": 1}])
def test_own_price_is_refused_when_it_says_nothing_or_two_things(own: dict[str, Any]) -> None:
    """A price or a discount, and no third word."""
    with pytest.raises(ValueError, match="instance_prices"):
        settings_with(instance_prices=[own])


def test_own_prices_are_json_or_a_file_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Long lists live in a file that the variable names."""
    path = tmp_path / "prices.json"
    path.write_text('[{"instance_type": "c5.metal", "usd_per_hour": 0.5}]')
    required = {"MONGODB_URI": "mongodb://x", "SECRET_KEY": "s" * 32, "API_KEY_PEPPER": "p" * 32, "AWS_REGIONS": EAST}
    for name, value in {**required, "INSTANCE_PRICES_FILE": str(path)}.items():
        monkeypatch.setenv(f"CML_FLEET_{name}", value)
    [own] = load_settings().instance_prices
    assert (own.instance_type, own.region, own.usd_per_hour) == ("c5.metal", "*", 0.5)
    monkeypatch.delenv("CML_FLEET_INSTANCE_PRICES_FILE")
    monkeypatch.setenv("CML_FLEET_INSTANCE_PRICES", '[{"discount_percent": 12}]')
    assert Settings().instance_prices[0].discount_percent == 12


def test_data_files_agree_with_each_other() -> None:
    """Every priced type has facts, every price a source with a date, and no pair comes twice."""
    prices = rows_of("on_demand_prices.csv")
    sources = {row["source"]: row for row in rows_of("price_sources.csv")}
    catalogue = InstanceCatalogue(RefreshedCatalogue())
    assert all(catalogue.facts_of(row["instance_type"]) for row in prices)
    assert {row["source"] for row in prices} == sources.keys()
    assert all(re.fullmatch(r"2026-\d\d-\d\d", row["as_of"]) for row in sources.values())
    assert len({(row["region"], row["instance_type"]) for row in prices}) == len(prices)
    assert all(0.001 < float(row["usd_per_hour"]) < 30 for row in prices)


def test_facts_are_those_of_the_type() -> None:
    """What DescribeInstanceTypes says; nothing of a type that is not known."""
    facts = InstanceCatalogue(RefreshedCatalogue()).facts_of("m5zn.metal")
    assert facts is not None
    assert (facts.vcpus, facts.memory_gib, facts.network) == (48, 192, "100 Gigabit")
    assert (facts.bare_metal, facts.architecture) == (True, "x86_64")
    assert InstanceCatalogue(RefreshedCatalogue()).facts_of("x9.metal") is None
