"""``bedarf init``: a network of one's own, in the shape of the demo."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.indicators.regions import Region

PACKAGE = Path(__file__).resolve().parent.parent
SEEDS = ("questionnaires", "reports", "notebooks", "data/input", "dvc.yaml", "params.yaml")
MADE = ("_gen", "_output", "_variables.yml", ".quarto", "__pycache__", ".ipynb_checkpoints")
# Tables that belong to the demo network alone: a new network starts with their headings.
OF_THE_DEMO = ("angebote.csv", "interviews.csv", "eigene_angaben.csv", "feld.csv", "codes.csv")
NOT_COPIED = ("entscheidung.yaml", "veroeffentlicht.csv")
VERSION_FILE = ".bedarf-version"

GITIGNORE = """# made by stages (DVC tracks them)
/data/interim/
/data/processed/
/data/public/
/reports/_gen/
/reports/_variables.yml
/reports/_output/
/.env
/.quarto/
/reports/.quarto/
**/*.quarto_ipynb
"""
RAWIGNORE = """# Raw files are tracked by DVC, never by git: only their .dvc pointers are.
*
!.gitignore
!*/
!*.dvc
"""
GITATTRIBUTES = """# The same bytes on Windows, where git would otherwise turn line ends
* text=auto eol=lf
"""
DVCIGNORE = "__pycache__\n*.pyc\n*.tmp\n.*.tmp-*\n/.venv\n"
DVCCONFIG = """[core]
    analytics = false
    check_update = false
    no_scm = true
    autostage = false
"""


def init(
    folder: Annotated[
        Path, typer.Argument(help="The folder to make; it must not exist or be empty.")
    ],
    region: Annotated[
        str,
        typer.Option(
            "--region",
            "-r",
            help="Official key (AGS): 5 digits for a county, 8 for a municipality.",
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", "-n", help="Name of the network, as documents print it.")
    ] = None,
) -> None:
    """Make a network of your own, for any of the 400 counties or a municipality.

    It has the demo's shape and runs at once: official figures are those of your region, answers are
    simulated (and marked DEMODATEN on every page) until you name your own sources in params.yaml.
    """
    from rich.console import Console
    from rich.markup import escape

    from pipeline.indicators import regions

    found = regions.lookup(region)
    if found.level not in ("county", "municipality"):
        raise PipelineError(
            f"{found.label} is too large for a local network",
            "--region",
            hint="write the key of a county (5 digits) or a municipality (8 digits)",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PipelineError(
            "the folder exists and is not empty", str(folder), hint="choose a new folder"
        )
    title = name or f"Netzwerk Alleinerziehende {found.label}"
    create(folder, found, title)
    console = Console(highlight=False)
    shown = f'"{folder}"' if " " in str(folder) else str(folder)
    console.print(
        f"[green]✓[/] {escape(title)}: a network for {found.label} lies in [bold]{escape(str(folder))}[/]."
    )
    console.print(
        f"\nNext:\n  cd {shown}\n  bedarf run        a first report, with simulated answers\n"
        "  params.yaml       contact, partners, who is responsible\n"
        "  bedarf check      is all filled in well?\n  bedarf doctor     what else is needed?",
        markup=False,
    )


def create(folder: Path, region: Region, name: str) -> None:
    """Write the network's files.

    Args:
        folder: new or empty.
        region: county or municipality.
        name: of the network.
    """
    seed = PACKAGE / "_network" if (PACKAGE / "_network").is_dir() else PACKAGE.parent
    for entry in SEEDS:
        source = seed / entry
        if source.is_dir():
            shutil.copytree(source, folder / entry, ignore=shutil.ignore_patterns(*MADE))
        elif source.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / entry)
    _texts(folder, region, name)
    for file, text in {
        ".gitignore": GITIGNORE,
        ".gitattributes": GITATTRIBUTES,
        ".dvcignore": DVCIGNORE,
        ".dvc/config": DVCCONFIG,
        ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
        "data/raw/.gitignore": RAWIGNORE,
        "data/raw/responses/.gitignore": "",
        "data/raw/statistics/.gitignore": "",
        "LIESMICH.md": _readme(region, name),
    }.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _texts(folder: Path, region: Region, name: str) -> None:
    """Replace what belongs to the demo network by what belongs to this one."""
    changed = {
        "params.yaml": _params((folder / "params.yaml").read_text(encoding="utf-8"), region, name),
        "dvc.yaml": _stages((folder / "dvc.yaml").read_text(encoding="utf-8")),
        "questionnaires/_orte.yaml": _places(region),
        "data/input/simulation.yaml": _simulation(
            (folder / "data/input/simulation.yaml").read_text(encoding="utf-8"), region
        ),
    }
    for file, text in changed.items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    for file in OF_THE_DEMO:
        path = folder / "data" / "input" / file
        if path.is_file():
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            comments = [s for s in lines if s.startswith("#") and "DEMODATEN" not in s]
            heading = next(line for line in lines if not line.startswith("#"))
            path.write_text("\n".join([*comments, heading, ""]), encoding="utf-8", newline="\n")
    for file in NOT_COPIED:
        (folder / "data" / "input" / file).unlink(missing_ok=True)


_LISTS = """closed_lists: {}
#  arbeitgeber: { source: where the list is from, invited: 420, undeliverable: 13, refused: 5 }
"""


def _params(text: str, region: Region, name: str) -> str:
    """The demo's params.yaml with a network block of its own and without the demo's assumed margin."""
    network = f"""network:
  name: {_quoted(name)}
  short_name: {_quoted(name)}
  region: "{region.ags}"                 # official key (AGS)
  region_label: {_quoted(region.label)}
  region_in: {_quoted(region.in_region)}     # how running text says "in the region"
  contact:
    organisation: {_quoted(name)}
    person: Bitte eintragen         # what stands here is printed: fill it in
    street: ""
    city: ""
    phone: ""
    email: bitte-eintragen@example.org
    web: ""
  partners: []                    # - {{ name: Jobcenter … }}
  logo: null                      # a file below reports/, for example bilder/logo.svg
  funding: ""
  responsible: Bitte eintragen    # V. i. S. d. P.
  data_protection:                # who is responsible; nothing is deployed until this is filled in
    controller:
      name: Bitte eintragen
      address: Bitte eintragen
      email: bitte-eintragen@example.org
    officer: {{ name: Bitte eintragen, email: bitte-eintragen@example.org }}   # data protection officer
    processors: [Bitte eintragen]         # who runs LimeSurvey for you; [] if the controller does
    joint_controllers: [Bitte eintragen]  # who decides together with the controller; [] if nobody
    retention_until: "{date.today().year + 2}-12-31"

"""
    start, end = text.index("network:\n"), text.index("\ndocument:") + 1
    text = text[:start] + network + text[end:]
    margin = text.index("  - id: sgb2\n    questionnaire")
    stop = text.index("\n\n", margin) + 1
    block = [line for line in text[margin:stop].splitlines() if "assumed:" not in line]
    note = (
        "  # When the job centre has named the number of single parents with SGB II, enter it in\n"
        "  # data/input/eigene_angaben.csv (ae_sgb2_ja) and switch this margin on:\n"
    )
    text = (
        text[:margin] + note + "\n".join(f"  # {line[2:]}" for line in block) + "\n" + text[stop:]
    )
    text = re.sub(r"(?m)^closed_lists:\n(?:  .*\n)+", _LISTS, text)
    text = re.sub(r"\n  confirmed_on: .*\n  confirmed_by: .*", "", text)
    text = re.sub(r'(\ndocument:\n  date: )"[^"]*"', rf'\1"{date.today().isoformat()}"', text)
    text = re.sub(r"field_period: .*", 'field_period: ""', text)
    state = "" if region.ags.startswith(("02", "11")) else f'"{region.state}", '  # Hamburg, Berlin
    return re.sub(r"regions: \[.*\]", f'regions: [{state}"DG"]', text)


def _stages(text: str) -> str:
    """dvc.yaml whose stages depend on the program's version instead of its source code."""
    code = re.compile(r"(?:      - pipeline/\S+\n)+")
    first = code.sub("      - \0\n", text)  # one marker per block of code deps
    merged = re.sub(r"(      - \0\n)(?=(?:(?!\n  \w).)*?      - \0\n)", "", first, flags=re.S)
    return merged.replace("\0", VERSION_FILE)


def _place_codes(region: Region) -> dict[str, str]:
    """Answer code -> name of the region's municipalities; a town that is one has itself alone.

    Neighbours of one name keep what tells them apart (``Garding, Stadt``, ``Garding, Kirchspiel``); where
    the official names are the same too, the key stands behind them until the network writes it better.
    """
    places = region.municipalities or (region,)
    plain = Counter(place.name for place in places)
    official = Counter(place.official for place in places)

    def shown(place: Region) -> str:
        if plain[place.name] == 1:
            return place.name
        own = official[place.official] == 1
        return place.official if own else f"{place.official} (Gemeindeschlüssel {place.ags})"

    return {f"m{place.ags.ljust(8, '0')[-3:]}": shown(place) for place in places}


def _places(region: Region) -> str:
    lines = [
        "# The region of this network: what dropdowns with `options_from: municipalities` offer, and",
        "# what `{region}` and `{region_in}` stand for in texts.",
        '# Codes: "m" and the last three digits of the official municipality key (AGS). A town may write',
        "# its districts here instead: m001, m002, …",
        "# Source of keys and names: Destatis, Gemeindeverzeichnis, 30.06.2024.",
        f"region: {_quoted(region.label)}",
        f"region_in: {_quoted(region.in_region)}",
        f'ags: "{region.ags}"',
        "municipalities:",
        *(
            f"  - {{ code: {code}, text: {_quoted(name)} }}"
            for code, name in _place_codes(region).items()
        ),
    ]
    return "\n".join(lines) + "\n"


def _simulation(text: str, region: Region) -> str:
    """The demo's truth with this region's places, all alike; what it says of single places goes."""
    shares = ", ".join(f"{code}: 1" for code in _place_codes(region))
    text = re.sub(
        r"\n      ort:.*?\n(?=      \w)",
        f"\n      ort:   # alle Orte gleich häufig\n        - anteile: {{ {shares} }}\n",
        text,
        flags=re.S,
    )
    return re.sub(r'\n      - \{ wenn: "ort in [^\n]*', "", text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _readme(region: Region, name: str) -> str:
    return f"""# {name}

Bedarfsanalyse für Alleinerziehende {region.in_region}, erstellt mit dem Bedarfskompass.

1. `params.yaml` ausfüllen: Ansprechperson, Partner, Verantwortung für den Datenschutz.
2. `bedarf check` nennt, was noch fehlt; `bedarf doctor`, was auf diesem Rechner fehlt.
3. `bedarf run` erstellt Bericht, Broschüre und Steuerungsboard in `reports/_output/`.

Solange in `params.yaml` unter `sources` eine Simulation steht, sind die Antworten erfunden, und jede
Seite sagt DEMODATEN. Eigene Antworten: `bedarf pull` (LimeSurvey) oder Eingabetabellen für Papierbögen.
"""
