"""XML of unknown origin: no network, no entities, no more than a page needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import PageError, SettingsError
from pipeline.formats.reading.found import Points

MAX_BYTES = 256 * 1024 * 1024
"""A newspaper page with a polygon for each character has 20 MB; a larger file is something else."""
_DECLARATION = re.compile(rb"<\s*!\s*(ENTITY|DOCTYPE)|<\x00!\x00E\x00N\x00T|\x00<\x00!\x00E\x00N\x00T")
STAGE = "import"
REMEDY = "Export it once more from the program that made it, as PAGE or ALTO XML."


def problem(path: Path, code: str, cause: str, remedy: str = REMEDY) -> PageError:
    """A file that cannot be imported."""
    return PageError(path, code, cause, remedy, stage=STAGE)


def parse(path: Path) -> Element:
    """The root element.  Raises ``PageError``; ``SettingsError`` when lxml is not installed."""
    try:
        from lxml import etree
    except ModuleNotFoundError as error:
        raise SettingsError(
            "Reading PAGE and ALTO needs the package lxml, which is not installed: pip install 'baokan[formats]'."
        ) from error
    try:
        if path.stat().st_size > MAX_BYTES:
            raise problem(path, "too-large", f"The file has more than {MAX_BYTES >> 20} MB: this is no page of text.")
        content = path.read_bytes()
    except OSError as error:
        raise problem(
            path, "unreadable", f"The file cannot be read ({error.strerror}).", "Check its name and its rights."
        ) from error
    declared = _DECLARATION.search(content)
    if declared and (declared[1] != b"DOCTYPE"):
        raise problem(path, "entities", "The file declares entities, which layout files never need; it is not opened.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise problem(path, "broken-xml", f"This is no well-formed XML: {error.msg}.") from error
    if root is None:
        raise problem(path, "broken-xml", "There is nothing in this file.")
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise problem(path, "entities", "The file declares entities, which layout files never need; it is not opened.")
    return Element(root)


class Element:
    """An element of a layout file, whatever its namespace: names are local names."""

    __slots__ = ("_node", "name")

    def __init__(self, node: object) -> None:
        self._node = node
        tag = node.tag  # type: ignore[attr-defined]
        self.name: str = tag.rpartition("}")[2] if isinstance(tag, str) else ""

    @property
    def namespace(self) -> str:
        """URI of the namespace; empty: none."""
        tag: str = self._node.tag  # type: ignore[attr-defined]
        return tag[1:].partition("}")[0] if tag.startswith("{") else ""

    @property
    def text(self) -> str:
        """Its text."""
        return self._node.text or ""  # type: ignore[attr-defined]

    def get(self, name: str) -> str:
        """An attribute; empty: it has none of this name."""
        return self._node.get(name) or ""  # type: ignore[attr-defined]

    def number(self, name: str) -> float | None:
        """An attribute that is a number; ``None`` where it is none."""
        return number(self.get(name))

    def __iter__(self) -> Iterator[Element]:
        return (Element(node) for node in self._node if isinstance(node.tag, str))  # type: ignore[attr-defined]

    def children(self, *names: str) -> list[Element]:
        """Children with one of these names."""
        return [child for child in self if child.name in names]

    def child(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((child for child in self if child.name == name), None)

    def below(self, *names: str) -> Iterator[Element]:
        """Elements of these names anywhere below, in the order of the file."""
        wanted = [f"{{*}}{name}" for name in names]
        return (Element(node) for node in self._node.iter(*wanted))  # type: ignore[attr-defined]


def number(value: str) -> float | None:
    """A finite number, or ``None``."""
    try:
        found = float(value)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None


def points(value: str) -> Points:
    """``x,y x,y …`` or ``x y x y …``; empty where it is something else."""
    numbers = [number(part) for part in value.replace(",", " ").split()]
    if len(numbers) % 2 or any(one is None for one in numbers):
        return ()
    known = [one for one in numbers if one is not None]
    return tuple(zip(known[::2], known[1::2], strict=True))


def share(value: str) -> float | None:
    """A confidence, 0..1; per cent are taken as such."""
    found = number(value)
    if found is None or found < 0:
        return None
    return min(found / 100 if found > 1 else found, 1.0)
