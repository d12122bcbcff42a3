"""`bedarf init`: what a new network offers as places is distinct in every county."""

from __future__ import annotations

from pathlib import Path

import yaml

from pipeline.commands.init import _place_codes, create
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


def test_a_new_network_has_decided_nothing(tmp_path: Path, root: Path) -> None:
    """The demo's decision is the demo's: nothing of it comes along."""
    assert (root / "data/input/entscheidung.yaml").is_file()
    create(tmp_path / "netz", regions.lookup("05170"), "Netzwerk Wesel")
    assert not (tmp_path / "netz/data/input/entscheidung.yaml").exists()
    inputs = (tmp_path / "netz/data/input").rglob("*.*")
    assert not [f for f in inputs if "Beschluss ist erfunden" in f.read_text(encoding="utf-8")]


def test_the_margin_to_switch_on_is_not_called_assumed(tmp_path: Path) -> None:
    """It is switched on once the job centre has named the figure: then it is official."""
    create(tmp_path / "netz", regions.lookup("05170"), "Netzwerk Wesel")
    text = (tmp_path / "netz/params.yaml").read_text(encoding="utf-8")
    start = text.index("  # - id: sgb2")
    block = text[start : text.index("\nweighting:", start)]
    margin = yaml.safe_load(block.replace("  # ", "  "))[0]
    assert margin["targets"]["ja"] == {"indicator": "ae_sgb2_ja"}
    assert "assumed" not in margin


def test_a_new_network_keeps_its_line_ends_as_the_demo_does(tmp_path: Path, root: Path) -> None:
    """Without it git on Windows would turn line ends, and hashes and documents would be others."""
    create(tmp_path / "netz", regions.lookup("05170"), "Netzwerk Wesel")
    rules = [
        [
            line
            for line in (folder / ".gitattributes").read_text("utf-8").splitlines()
            if line[:1] != "#"
        ]
        for folder in (tmp_path / "netz", root)
    ]
    assert rules[0] == rules[1] == ["* text=auto eol=lf"]
