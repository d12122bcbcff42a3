"""`bedarf init`: what a new network offers as places is distinct in every county."""

from __future__ import annotations

from pipeline.commands.init import _place_codes
from pipeline.indicators import regions


def test_no_county_offers_two_places_of_the_same_name_or_code() -> None:
    counties = [region for region in regions._all().values() if region.level == "county"]
    assert len(counties) == 400
    for county in counties:
        offered = _place_codes(county)
        assert len(set(offered.values())) == len(offered) == len(county.municipalities or (county,))


def test_neighbours_of_one_name_keep_what_tells_them_apart() -> None:
    offered = _place_codes(regions.lookup("01054"))
    assert (offered["m035"], offered["m036"]) == ("Garding, Kirchspiel", "Garding, Stadt")
    assert offered["m056"] == "Husum"
