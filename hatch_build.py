"""Put the files that `bedarf init` copies into the wheel, as ``pipeline/_network``."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SEEDS = ("questionnaires", "reports", "notebooks", "data/input", "dvc.yaml", "params.yaml")
MADE = ("_gen", "_output", "_variables.yml", ".quarto", "__pycache__", ".ipynb_checkpoints")


class NetworkFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Ships the demo network as the seed of new networks; an editable install reads the repository."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: D102
        if version != "standard" or self.target_name != "wheel":
            return
        root = Path(self.root)
        for seed in SEEDS:
            start = root / seed
            for file in sorted(start.rglob("*")) if start.is_dir() else [start]:
                if file.is_file() and not set(MADE) & set(file.relative_to(root).parts):
                    target = f"pipeline/_network/{file.relative_to(root).as_posix()}"
                    build_data["force_include"][str(file)] = target
