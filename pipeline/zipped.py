"""Excel and Word files with the same bytes whoever writes them: both are zip archives.

An archive tells when, on which system and with which zlib it was made. Here every entry carries the same
date and system and is not compressed: packing would save a few per cent of a report, which is mostly
pictures, and zlib's bytes differ by version.
"""

from __future__ import annotations

import io
import zipfile

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # what zipfile notes everywhere but on Windows


def parts(archive: bytes) -> dict[str, bytes]:
    """Name -> content of an archive's entries, in their order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}


def pack(entries: dict[str, bytes]) -> bytes:
    """The archive of some entries, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = _UNIX
            target.writestr(entry, content)
    return out.getvalue()
