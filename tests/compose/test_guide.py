"""The Wegweiser: QR codes where an offer has a page, many offers in fewer words, none lost without a word."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.compose import guide
from pipeline.params import Params
from pipeline.workspace import Workspace

CATEGORIES = ("Beratung", "Finanzen", "Gesundheit", "Kinderbetreuung", "Recht", "Treffpunkte")


def offer(k: int, category: str = "Beratung", **given: Any) -> dict[str, Any]:
    return {
        "offer": f"angebot_{k}", "name": f"Angebot {k:03}", "institution": "Muster e. V.", "address": "Weg 1",
        "contact": "06031 1234, rat@muster.example", "opening_times": "Mo 9:00", "cost": "kostenlos",
        "categories": category, "place": "Nidda", "web": None, "released": True,
    } | given  # fmt: skip


def context(params: Params, offers: list[dict[str, Any]]) -> Any:
    network = params.network
    quiet = network.model_copy(update={"contact": network.contact.model_copy(update={"web": ""})})
    public = SimpleNamespace(params=params.model_copy(update={"network": quiet}))
    return SimpleNamespace(public=_Tables(public.params, offers))


class _Tables:
    def __init__(self, params: Params, offers: list[dict[str, Any]]) -> None:
        self.params, self._offers = params, offers

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        return self._offers if name == "offers" else []


@pytest.fixture
def params(composed: tuple[Workspace, Params]) -> Params:
    return composed[1]


def test_an_offer_with_a_page_has_link_and_code_and_one_without_has_neither(params: Params) -> None:
    address = "https://www.muster.example/rat"
    ctx = context(params, [offer(1, web=address), offer(2)])
    (page,) = guide.pages(ctx)
    assert "[muster.example/rat](https://www.muster.example/rat)" in page
    assert page.count("fig-alt=") == 1
    assert f'(_gen/bilder/qr-angebot-1.svg){{width="16mm" fig-alt="QR-Code: {address}"}}' in page
    assert guide.codes(ctx) == {"qr-angebot-1.svg": address}


def test_a_long_address_is_printed_as_its_host(params: Params) -> None:
    ctx = context(params, [offer(1, web="https://www.muster.example/" + "abc/" * 15)])
    assert "[muster.example](https://www.muster.example/abc/" in guide.pages(ctx)[0]


def test_codes_are_written_beside_the_pages(composed: tuple[Workspace, Params]) -> None:
    ws, _ = composed
    assert (ws.generated / "bilder" / "qr-o1.svg").read_bytes().startswith(b"<svg")
    assert not (ws.generated / "bilder" / "qr-o0.svg").exists()


@pytest.mark.parametrize("count", [1, 8, 30, 60, 90, 200])
def test_all_offers_or_how_many_of_them(params: Params, count: int) -> None:
    offers = [
        offer(k, CATEGORIES[k % 5] if k < count - 1 else "Treffpunkte", web="https://a.example")
        for k in range(count)
    ]
    pages = guide.pages(context(params, offers))
    text = "\n".join(pages)
    shown = text.count("**Angebot ")
    assert 1 <= len(pages) <= guide.MOST_PAGES
    if shown < count:
        assert f"Hier stehen {shown} von {count} Angeboten." in pages[-1]
    else:
        assert "Hier stehen" not in text
    assert shown == count or count > 60
    assert "## Treffpunkte" in text, "a small category is not crowded out by large ones"


def test_few_words_before_leaving_anything_out(params: Params) -> None:
    many = [offer(k, CATEGORIES[k % 6], web="https://a.example") for k in range(60)]
    text = "\n".join(guide.pages(context(params, many)))
    assert "fig-alt" not in text
    assert "Muster e. V. · 06031\u00a01234" in text
    assert text.count("**Angebot ") == 60


def test_a_page_takes_no_more_lines_than_it_has(params: Params) -> None:
    entries = guide._entries([offer(k, CATEGORIES[k % 6]) for k in range(40)], guide._full)
    assert all(e.size == 4.5 for e in entries)
    wide = replace(entries[0], size=guide.LINES_PER_PAGE)
    assert len(guide._sheets([wide, wide], guide.LINES_PER_PAGE, 0)) == 2


@pytest.fixture(scope="module")
def brochure(
    composed: tuple[Workspace, Params], root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The example's brochure as PDF."""
    from pipeline.render import render

    folder = tmp_path_factory.mktemp("heft")
    shutil.copytree(composed[0].root, folder, dirs_exist_ok=True)
    shutil.copytree(root / "reports" / "design", folder / "reports" / "design", dirs_exist_ok=True)
    (made,) = render(Workspace(folder), "broschuere", ["pdf"], engine="builtin")
    return made


def test_a_printed_code_is_large_enough_and_has_a_text_alternative(brochure: Path) -> None:
    from tests.render.pdf_structure import Structure, faults

    assert faults(brochure) == []
    address = "https://www.muster.example/sprechstunde"
    (code,) = [f for f in Structure(brochure).of("Figure") if f.alt == f"QR-Code: {address}"]
    left, bottom, right, top = (float(v) / 72 * 25.4 for v in code.attributes["BBox"])
    assert right - left >= 15
    assert top - bottom >= 15


@pytest.mark.skipif(
    not (shutil.which("zbarimg") and shutil.which("pdftoppm")),
    reason="needs zbarimg and pdftoppm (Debian: apt install zbar-tools poppler-utils)",
)
def test_a_phone_reads_the_code_from_the_printed_page(brochure: Path, tmp_path: Path) -> None:
    subprocess.run(["pdftoppm", "-r", "200", "-png", brochure, tmp_path / "seite"], check=True)
    read = subprocess.run(  # fails for pages without a code
        ["zbarimg", "-q", "--raw", *sorted(tmp_path.glob("seite*.png"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "https://www.muster.example/sprechstunde" in read.stdout.splitlines()
