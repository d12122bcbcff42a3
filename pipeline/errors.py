"""The one error that a user sees: where, what, why, and what to do next."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 20  # known words that advice lists


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in something a user gave us.

    Attributes:
        what: what is wrong, in one sentence.
        where: file with line, sheet or cell (``params.yaml, line 12``).
        why: why it matters or how we noticed; may be empty.
        hint: the next thing to do; may be empty.
    """

    what: str
    where: str = ""
    why: str = ""
    hint: str = ""

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        lines = [head]
        if self.why:
            lines.append(f"  why:  {self.why}")
        if self.hint:
            lines.append(f"  do:   {self.hint}")
        return "\n".join(lines)


class PipelineError(Exception):
    """A fault, or several faults of one file reported together.

    The command line prints it without a traceback and ends with exit code 1.
    """

    def __init__(self, what: str, where: str = "", why: str = "", hint: str = "") -> None:
        self.faults: tuple[Fault, ...] = (Fault(what, where, why, hint),)
        super().__init__(what)

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> PipelineError:
        """Bundle several faults, in the order given, into one error.

        Raises:
            ValueError: if there is no fault to report.
        """
        if not faults:
            raise ValueError("an error needs at least one fault")
        first = faults[0]
        error = cls(first.what, first.where, first.why, first.hint)
        error.faults = tuple(faults)
        return error

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def line_of(where: str) -> int:
    """The line that a place names (``file, line n``); 0 without one."""
    match = re.search(r"line (\d+)", where)
    return int(match[1]) if match else 0


def closest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Advice for a word that is not known: the nearest one.

    Args:
        word: as somebody wrote it.
        known: what could be meant.
        otherwise: advice where none is near; by default the first that are known, nothing without any.
    """
    import difflib

    names = [str(name) for name in known]
    near = difflib.get_close_matches(word, names, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    if otherwise:
        return otherwise
    shown = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    return f"known: {shown}" if names else ""


_FULL = ("the disk is full", "make room on it, then try again: nothing half-written was kept")
_READ_ONLY = (
    "the folder is read-only",
    "copy the network to a folder of your own, or free this one",
)
_DENIED = (
    "the file may not be written",
    "close it where it is open (a PDF reader, Word, Excel), or look whom it belongs to; then try again",
)
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EBUSY: _DENIED,
}


def told_by_system(number: int | None) -> tuple[str, str] | None:
    """What is wrong and what to do, for a number by which an operating system refuses to write."""
    return _REASONS.get(number or 0)
