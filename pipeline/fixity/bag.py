"""``baokan bag``: finished results as a BagIt 1.0 bag (RFC 8493), for an archive that keeps them for long.

The bag is written here, from checksums that are known by then, and judged by the library ``bagit`` before it appears.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.database import FILE_NAME
from pipeline.errors import BaokanError, ExitCode, NoInputError, SettingsError
from pipeline.fixity.backup import in_short
from pipeline.fixity.copying import Copied, copy_known
from pipeline.fixity.formats import store
from pipeline.fixity.hashing import Digest, in_parallel
from pipeline.fixity.known import Known, KnownFile
from pipeline.fixity.place import flush_all, folder_in_place, require_free, require_outside, require_space, spare_folder
from pipeline.versions import version

ALGORITHMS = ("sha256", "sha512")
PAYLOAD = "data/"
RESULTS, SCANS = "results", "scans"
"""Folders of the payload."""
_SAFE_PERCENT = "％"
"""Stands for '%' in names inside a bag: the standard wants it escaped, and not every reader undoes that."""

Progress = Callable[[str, int], None]


class BagError(BaokanError):
    """What should go into the bag is not as it was written."""

    exit_code = ExitCode.SOME_FAILED


@dataclass(frozen=True, slots=True)
class About:
    """What the bag says of itself beside what can be counted."""

    organization: str | None = None
    """who hands it over."""
    description: str | None = None
    """``None``: what it is, in general words."""


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag that was made and found valid."""

    path: Path
    documents: int
    scans: int
    files: int
    bytes: int
    """of the payload."""
    unfinished: tuple[str, ...]
    """documents that are not in it, as no run has finished them."""
    seconds: float


def bag(
    output: Path,
    to: Path,
    server: DatabaseUrl = NO_SERVER,
    *,
    scans: bool = False,
    about: About = About(),
    progress: Progress = lambda path, size: None,
) -> Bag:
    """Write a bag of the finished results, with ``scans`` of their scans too, to a new or empty folder.

    It appears whole and valid or not at all; the results folder is left as it is.  Raises ``BagError`` (something is
    damaged or missing: nothing is written), ``NoInputError``, ``DatabaseError``, ``SettingsError`` (the library
    ``bagit`` is missing; the folder holds something), ``OutputError``.
    """
    start = time.perf_counter()
    library = _library()
    with Known.of(output, server) as known:
        size = known.size()[1] + (known.size_of_sources() if scans else 0)
    require_outside(to, output)
    require_free(to, "A bag")
    require_space(to.absolute().parent, size)
    with folder_in_place(to, last="bagit.txt") as stage, spare_folder(stage.parent) as spare:
        payload = _Payload(stage)
        results = _Below(payload, RESULTS)
        copied = copy_known(
            output,
            spare / FILE_NAME,
            results,
            everything=False,
            server=server,
            algorithms=ALGORITHMS,
            progress=progress,
        )
        _require_whole(output, copied)
        documents = {path.partition("/")[0] for path in copied.digests if "/" in path}
        if not documents:
            raise NoInputError(f"{output}: no document is finished yet, so there is nothing to put into a bag.")
        for path, digest in copied.digests.items():
            payload.enter(f"{RESULTS}/{path}", digest)
        taken = _add_scans(spare / FILE_NAME, documents, payload, progress) if scans else 0
        _write_tags(stage, payload, _info(library, payload, about, len(documents), taken))
        flush_all(stage)
        library.Bag(str(stage)).validate(processes=1)
    unfinished, seconds = tuple(copied.unfinished), time.perf_counter() - start
    return Bag(to, len(documents), taken, len(payload.sums), payload.bytes, unfinished, seconds)


class _Payload:
    """The payload as it grows."""

    def __init__(self, stage: Path) -> None:
        self.stage = stage
        self.sums: dict[str, Digest] = {}
        """path in the bag -> checksums."""

    @property
    def bytes(self) -> int:
        return sum(digest.bytes for digest in self.sums.values())

    def place(self, path: str) -> str:
        """Path in the bag of a path in the payload."""
        return PAYLOAD + path.replace("%", _SAFE_PERCENT)

    def enter(self, path: str, digest: Digest) -> None:
        """Note a file that was written.  Raises ``BagError`` when two files would have one name."""
        place = self.place(path)
        if place in self.sums:
            raise BagError(f"{path}: two files would have the name {place} in the bag.")
        self.sums[place] = digest


class _Below:
    """Target of the copies (``copying.Target``): a folder of the payload."""

    def __init__(self, payload: _Payload, folder: str) -> None:
        self._payload, self._folder = payload, folder

    def _path(self, path: str) -> Path:
        return self._payload.stage / self._payload.place(f"{self._folder}/{path}")

    def add(self, path: str, content: IO[bytes], size: int, modified: float) -> None:
        store(self._path(path), content, modified)

    def drop(self, path: str) -> None:
        self._path(path).unlink(missing_ok=True)


def _add_scans(database: Path, documents: set[str], payload: _Payload, progress: Progress) -> int:
    """Copy the scans of the documents, each under the id of its document; returns how many."""
    wrong, taken = list[str](), 0

    def copy(one: KnownFile) -> Digest | str:
        try:
            stream = Path(one.path).open("rb")  # noqa: SIM115  (closed below)
        except OSError as error:
            return "it is gone" if isinstance(error, FileNotFoundError) else str(error.strerror or error)
        with stream:
            place = payload.stage / payload.place(_scan_name(one))
            return store(place, stream, os.fstat(stream.fileno()).st_mtime, ALGORITHMS)

    with Known(database) as known:
        wanted = (one for one in known.sources() if one.document in documents)
        for one, made in in_parallel(copy, wanted):
            if isinstance(made, str) or made.sha256 != one.sha256:
                wrong.append(f"{one.path} ({made if isinstance(made, str) else 'it is not the scan that was read'})")
                continue
            payload.enter(_scan_name(one), made)
            progress(one.path, made.bytes)
            taken += 1
    if wrong:
        raise BagError(
            f"{len(wrong)} scans are not as they were read: {in_short(wrong)}. No bag was written. Put the scans back, "
            "run 'baokan run' on the new ones, or leave --sources out."
        )
    return taken


def _scan_name(one: KnownFile) -> str:
    return f"{SCANS}/{one.document}/{Path(one.path).name}"


def _require_whole(output: Path, copied: Copied) -> None:
    if copied.damaged:
        said = in_short([f"{path} ({why})" for path, why in copied.damaged.items()])
        raise BagError(
            f"{output}: {len(copied.damaged)} files are not as they were written: {said}. No bag was written, as it "
            "would keep the damage for good. Restore them from a backup, or run 'baokan run --force' on their scans."
        )


def _info(library: Any, payload: _Payload, about: About, documents: int, scans: int) -> dict[str, str]:
    """``bag-info.txt``."""
    what = about.description or (
        f"Text and page data of {documents} scanned documents (JSON by published schemas, Markdown, plain text, page "
        f"images), made with Baokan" + (f"; with the {scans} scans themselves." if scans else ".")
    )
    agent = f"Baokan {version('baokan') or ''}".strip() + f" (checked with bagit.py {library.VERSION})"
    found = {
        "Source-Organization": about.organization or "",
        "External-Description": what,
        "Bagging-Date": datetime.now(UTC).date().isoformat(),
        "Bag-Size": _readable(payload.bytes),
        "Payload-Oxum": f"{payload.bytes}.{len(payload.sums)}",
        "Bag-Software-Agent": agent,
    }
    return {name: re.sub(r"\s+", " ", value).strip() for name, value in found.items() if value.strip()}


def _write_tags(stage: Path, payload: _Payload, info: Mapping[str, str]) -> None:
    """Everything of the bag but its payload; UTF-8, line feeds."""
    tags = {"bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"}
    tags["bag-info.txt"] = "".join(f"{name}: {value}\n" for name, value in info.items())
    for number, algorithm in enumerate(ALGORITHMS):
        lines = (f"{payload.sums[name].sums[number]}  {_escaped(name)}\n" for name in sorted(payload.sums))
        tags[f"manifest-{algorithm}.txt"] = "".join(lines)
    contents = {name: text.encode() for name, text in tags.items()}
    for algorithm in ALGORITHMS:
        lines = (f"{hashlib.new(algorithm, contents[name]).hexdigest()}  {name}\n" for name in sorted(tags))
        contents[f"tagmanifest-{algorithm}.txt"] = "".join(lines).encode()
    for name, content in contents.items():
        (stage / name).write_bytes(content)


def _escaped(name: str) -> str:
    return name.replace("\r", "%0D").replace("\n", "%0A")


def _readable(size: float) -> str:
    """``12.3 MB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB"


def _library() -> Any:
    try:
        import bagit
    except ImportError:
        raise SettingsError(
            "The library 'bagit' is not installed: pip install 'baokan[bag]', or pip install bagit."
        ) from None
    return bagit
