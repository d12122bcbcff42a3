"""What ``dvc.yaml`` declares against what is there: entries of params.yaml, texts and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline import yamlfile
from pipeline.errors import Fault
from pipeline.params import Params
from pipeline.workspace import Workspace


def entries(ws: Workspace, file: yamlfile.YamlFile) -> Iterable[Fault]:
    """Entries that may be left out for us, but not for DVC, which watches them."""
    stages = yamlfile.load(ws.root / "dvc.yaml").data.get("stages", {})
    for name in dict.fromkeys(str(n) for stage in stages.values() for n in stage.get("params", [])):
        *above, last = name.split(".")
        place = file.data
        for key in above:
            place = place.get(key) if isinstance(place, dict) else None
        if not isinstance(place, dict) or last not in place:
            model = Params.model_fields.get(last) if not above else None
            empty = "[]" if model and "list" in str(model.annotation) else "{}"
            yield Fault(
                f"the entry '{name}' is missing",
                file.where(tuple(above)),
                "its stages are made again when it changes; DVC wants it to be there",
                f"write {last}: {empty if not above else 'null'}",
            )


def files(ws: Workspace) -> Iterable[Fault]:
    """Texts and pictures of documents that their stage does not list: a change would go unnoticed."""
    from pipeline.render import markup, sources

    for stage, entry in yamlfile.load(ws.root / "dvc.yaml").data.get("stages", {}).items():
        deps = [str(dep) for dep in entry.get("deps", [])]
        for document in (Path(dep) for dep in deps if dep.endswith(".qmd")):
            if not (ws.root / document).is_file():
                continue
            source = sources.read(ws.reports, document.stem)
            used = [(name, str(place)) for name, place in source.includes]
            used += [
                (f"reports/{m['src'].split(' ')[0].lstrip('/')}", source.where(m.start()))
                for m in markup.IMAGE.finditer(source.text)
                if ".." not in m["src"] and (ws.reports / m["src"].lstrip("/")).is_file()
            ]
            yield from (
                Fault(
                    f"the stage {stage} does not know of {name}",
                    where,
                    "changes of that file would not be noticed",
                    f"put `- {name}` under deps of {stage} in dvc.yaml",
                )
                for name, where in dict.fromkeys(used)
                if not any(name == dep or name.startswith(f"{dep}/") for dep in deps)
            )
