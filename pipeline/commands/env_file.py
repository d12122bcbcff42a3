"""The file ``.env`` of a network: address, user and password of its LimeSurvey server."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

from pipeline.errors import Fault, PipelineError
from pipeline.workspace import Workspace

NAME = ".env"


def load_secrets() -> None:
    """Put the lines of ``.env`` into the environment, where they are not set already.

    Values are taken as they stand: nothing in a password is replaced.

    Raises:
        PipelineError: the file cannot be read, by line; what stands in it is never repeated.
    """
    try:
        file = Workspace.find().root / NAME
    except PipelineError:
        file = Path(NAME)
    for name, value in read(file).items():
        if not os.environ.get(name):
            os.environ[name] = value


def read(file: Path) -> dict[str, str]:
    """Names and values of a file; none where there is no file.

    Raises:
        PipelineError: see :func:`load_secrets`.
    """
    from dotenv.parser import parse_stream

    if not file.exists():
        return {}
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PipelineError(
            "the file is not UTF-8", NAME, hint="save it as plain text with encoding UTF-8"
        ) from None
    except OSError as error:
        raise PipelineError(
            f"the file cannot be read ({error.strerror or type(error).__name__})", NAME,
            hint="it is a text file with lines NAME=value; check its permissions",
        ) from None  # fmt: skip
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for line in parse_stream(StringIO(text)):
        if line.error or (line.key is not None and line.value is None):
            faults.append(
                Fault("this line is not NAME=value", f"{NAME}, line {line.original.line}",
                      "what stands there is not shown, since it may be a password",
                      "write NAME=value; a value with spaces, $, # or quotes stands between '…'")
            )  # fmt: skip
        elif line.key is not None:
            found[line.key] = line.value or ""
    if faults:
        raise PipelineError.of(faults)
    return found
