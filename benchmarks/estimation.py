"""All answers x all groups: against R's ``svyby``, and how time and memory grow.

Targets: 1,000,000 respondents x 60 variables x 10 target groups at least 10 x faster than ``svyby`` in the
same run; peak memory at most 3 x the data; time linear in n (exponent at most 1.05 from 1e4 to 1e6); 102
networks x 400 answers in 60 s; one network in 1 s after imports, with weights and 200 replicates and
without. R runs two of the 60 variables and is multiplied by 30; without ``Rscript`` and the package
``survey`` that line is left out. All are seconds of the processor (user and system), R's too, so that other
work on the machine does not count; ours sum over threads.
"""

from __future__ import annotations

import math
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import params as parameters
from pipeline.estimate import estimate
from pipeline.params import Params, TargetGroup

ROOT = Path(__file__).resolve().parent.parent
VARIABLES, CATEGORIES, GROUPS = 60, 5, 10
R_VARIABLES = 2
R_SCRIPT = """
suppressMessages(library(survey))
a <- commandArgs(TRUE); n <- as.integer(a[2]); v <- as.integer(a[3])
f <- file(a[1], "rb")
p <- as.data.frame(lapply(1:(v + 3), function(i) factor(readBin(f, "integer", n, 1, signed = FALSE))))
names(p) <- c("sex", "aid", "group", paste0("v", 1:v))
w <- readBin(f, "double", n)
d <- svydesign(ids = ~1, weights = w, data = p)
cat(sum(system.time(for (i in 1:v) svyby(as.formula(paste0("~v", i)), ~group, d, svymean))[1:2]))
"""


def survey(n: int, seed: int) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """A made-up survey as the stage reads it: responses, weights, codebook."""
    random = np.random.default_rng(seed)
    codes = [str(k) for k in range(CATEGORIES)]
    names = ["gruppe", *(f"v{i:02d}" for i in range(VARIABLES))]
    people = pd.DataFrame({"respondent": pd.RangeIndex(n)})
    for name in names:
        kinds = [str(k) for k in range(GROUPS)] if name == "gruppe" else codes
        drawn = random.integers(0, len(kinds), n, dtype=np.int8)
        people[name] = pd.Categorical.from_codes(drawn, kinds)
    sex, aid = (random.integers(0, 2, n, dtype=np.int8) for _ in range(2))
    weight = np.where(sex == 1, 1.6, 0.8) * np.where(aid == 1, 0.7, 1.2)
    cells = np.array(["sex=w|aid=ja", "sex=w|aid=nein", "sex=m|aid=ja", "sex=m|aid=nein"])
    weights = pd.DataFrame(
        {
            "questionnaire": pd.Categorical.from_codes(np.zeros(n, np.int8), ["alleinerziehende"]),
            "respondent": people["respondent"],
            "weight": weight / weight.mean(),
            "cell": pd.Categorical.from_codes(sex * 2 + aid, cells),
        }
    )
    return {"alleinerziehende": people}, weights, _codebook(names)


def _codebook(names: list[str]) -> pd.DataFrame:
    rows = [
        {
            "questionnaire": "alleinerziehende", "variable": name, "kind": "single", "order": k,
            "category": str(k), "value": None, "need": None, "field_of_action": None,
            "role": "context", "missing_kind": None,
        }
        for name in names
        for k in range(GROUPS if name == "gruppe" else CATEGORIES)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _params() -> Params:
    groups = [
        TargetGroup.model_validate(
            {"id": f"g{k}", "label": f"g{k}", "where": {"variable": "gruppe", "is": [str(k)]}}
        )
        for k in range(GROUPS)
    ]
    loaded = parameters.load(ROOT / "params.yaml")
    return loaded.model_copy(update={"target_groups": groups})


def timed(n: int, repeats: int = 1) -> float:
    """Seconds of the processor that the estimation of one survey takes; the best of several."""
    responses, weights, book = survey(n, seed=1)
    params = _params()
    best = math.inf
    for _ in range(repeats):
        start = time.process_time()
        estimate(responses, book, weights, None, params)
        best = min(best, time.process_time() - start)
    return best


def whole(repeats: int) -> float:
    """Seconds of the processor for weights, replicates and estimates of the demo's answers (n about 400)."""
    from pipeline import questionnaire
    from pipeline.clean import clean
    from pipeline.collect import collect
    from pipeline.indicators import build
    from pipeline.stages import load_questionnaires
    from pipeline.weight import weight
    from pipeline.workspace import Workspace

    ws, params = Workspace(ROOT), parameters.load(ROOT / "params.yaml")
    name, definitions = "alleinerziehende", load_questionnaires(Workspace(ROOT), params)
    book = questionnaire.codebook(definitions[name])
    raw = collect(ws, params, definitions)[name]
    people = {name: clean(raw, book, params.cleaning, name, None).responses}
    official, best = build(ws, params), math.inf
    for _ in range(repeats):
        start = time.process_time()
        made = weight(people, book, official, params)
        estimate(people, book, made.weights, None, params)
        best = min(best, time.process_time() - start)
    return best


def _memory(n: int, pipe: multiprocessing.connection.Connection) -> None:
    import resource

    responses, weights, book = survey(n, seed=1)
    params = _params()
    data = sum(int(t.memory_usage(deep=True).sum()) for t in (*responses.values(), weights))
    estimate(*survey(400, seed=2)[::2], survey(400, seed=2)[1], None, params)  # imports
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    now = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    estimate(responses, book, weights, None, params)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    pipe.send((data, data + max(after, before) - now))


def memory(n: int) -> tuple[int, int]:
    """Bytes of the data, and of data plus everything that estimation needs beside it (Linux)."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_memory, args=(n, theirs))
    child.start()
    theirs.close()  # so that a child that dies is noticed
    result: tuple[int, int] = ours.recv()
    child.join()
    return result


def r_seconds(n: int) -> float | None:
    """Seconds of the processor of ``svyby`` for all variables, extrapolated from two; None without R."""
    if shutil.which("Rscript") is None:
        return None
    responses, weights, _ = survey(n, seed=1)
    people = responses["alleinerziehende"]
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "data.bin", Path(folder) / "svyby.R"
        columns = ["gruppe"] * 3 + [f"v{i:02d}" for i in range(R_VARIABLES)]
        with data.open("wb") as file:
            for name in columns:
                file.write(people[name].cat.codes.to_numpy(np.uint8).tobytes())
            file.write(weights["weight"].to_numpy(np.float64).tobytes())
        script.write_text(R_SCRIPT, encoding="utf-8")
        command = ["Rscript", str(script), str(data), str(n), str(R_VARIABLES)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return float(done.stdout) * VARIABLES / R_VARIABLES


def main() -> None:
    """Print the measurements beside their targets."""
    timed(1_000)  # imports
    seconds = {n: timed(n, repeats) for n, repeats in ((10_000, 5), (100_000, 3), (1_000_000, 2))}
    logs = np.log([[n, s] for n, s in seconds.items()])
    exponent = float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])
    for n, taken in seconds.items():
        print(f"{n:>9,} respondents x {VARIABLES} variables x {GROUPS} groups: {taken:7.2f} s")
    last = math.log(seconds[1_000_000] / seconds[100_000]) / math.log(10)
    print(f"exponent {exponent:.2f}, last decade {last:.2f} (target <= 1.05)")
    data, peak = memory(1_000_000)
    print(
        f"data {data / 1e6:.0f} MB, peak {peak / 1e6:.0f} MB: ratio {peak / data:.2f} (target <= 3)"
    )
    one = timed(400, 5)
    print(f"one network (n = 400): {one:.2f} s (<= 1); 102 networks: {102 * one:.0f} s (<= 60)")
    demo = whole(3)
    print(
        f"the demo's parents, weights and replicates too: {demo:.2f} s (<= 1); "
        f"102 networks: {102 * demo:.0f} s (<= 60)"
    )
    r = r_seconds(1_000_000)
    if r is not None:
        ratio = r / seconds[1_000_000]
        print(f"R svyby, 1,000,000 respondents: {r:.0f} s; we are {ratio:.0f} x faster (>= 10)")


if __name__ == "__main__":
    main()
