"""Document ids: one for each source, the same whatever the order, a legal folder name everywhere."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.ingest import assign_document_ids, document_id
from pipeline.ingest.identifiers import MAX_BYTES, comparison_key


def digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("page-1.jpg", "page-1"),
        ("社区报 2021年3月12日 第2版.tif", "社区报 2021年3月12日 第2版"),
        ("a.b.c.pdf", "a.b.c"),
        ("no-ending", "no-ending"),
        ('a<b>c:d"e|f?g*h.png', "a_b_c_d_e_f_g_h"),
        ("trailing dots...jpg", "trailing dots"),
        (" spaces .jpg", "spaces"),
        ("CON.jpg", "_CON"),
        ("nul.tar.jpg", "_nul.tar"),
        ("com1.jpg", "_com1"),
        ("LPT9 .png", "_LPT9"),
        ("console.jpg", "console"),
        ("-rf.jpg", "_rf"),
        (".hidden.png", "hidden"),
        ("....png", "unnamed"),
        ("tab\tand\nline.png", "tab_and_line"),
        ("zero\u200bwidth.png", "zero_width"),
        ("bad\udcffbyte.png", "bad_byte"),
        (unicodedata.normalize("NFD", "Café.png"), "Café"),
    ],
)
def test_names_become_safe_and_stay_readable(name: str, expected: str) -> None:
    assert document_id(name) == expected


def test_long_names_are_cut_between_characters() -> None:
    identifier = document_id("报" * 200 + ".png")
    assert identifier == "报" * (MAX_BYTES // 3)
    assert len(identifier.encode()) <= MAX_BYTES


def test_without_a_collision_nothing_is_hashed() -> None:
    def never(path: Path) -> str:
        raise AssertionError(path)

    paths = [Path("a/x.jpg"), Path("a/y.jpg")]
    assert assign_document_ids(paths, never) == {paths[0]: "x", paths[1]: "y"}


def test_the_later_name_gets_the_hash_of_its_content() -> None:
    paths = [Path("in/a.png"), Path("in/a.jpg")]
    ids = assign_document_ids(paths, digest)
    assert ids[Path("in/a.jpg")] == "a"
    assert ids[Path("in/a.png")] == f"a-{digest(Path('in/a.png'))[:8]}"


def test_ids_differ_for_systems_that_ignore_case_and_composition() -> None:
    paths = [Path("Page.jpg"), Path("page.png"), Path("Café.jpg"), Path(unicodedata.normalize("NFD", "café.png"))]
    keys = {comparison_key(identifier) for identifier in assign_document_ids(paths, digest).values()}
    assert len(keys) == 4


def test_copies_of_one_file_under_one_name_are_told_apart() -> None:
    paths = [Path(f"{folder}/a.jpg") for folder in "uvwxyz"]
    ids = assign_document_ids(paths, lambda path: "ab" * 32)
    assert len(set(ids.values())) == 6
    assert ids[paths[0]] == "a"
    assert ids[paths[1]] == "a-abababab"


def test_a_file_that_cannot_be_read_gets_an_id_too() -> None:
    def closed(path: Path) -> str:
        raise PermissionError(path)

    paths = [Path("u/a.jpg"), Path("v/a.jpg")]
    assert len(set(assign_document_ids(paths, closed).values())) == 2


def test_an_id_belongs_to_the_source_it_was_given_to() -> None:
    old, new = Path("old/a.jpg"), Path("new/a.jpg")
    bound = {"a": digest(old)}
    assert assign_document_ids([old], digest, bound) == {old: "a"}
    assert assign_document_ids([new], digest, bound) == {new: f"a-{digest(new)[:8]}"}
    both = assign_document_ids([new, old], digest, bound)
    assert both[old] == "a"
    assert both[new] != "a"


def test_a_name_that_nobody_may_have_is_avoided() -> None:
    path = Path("baokan.db.jpg")
    assert assign_document_ids([path], digest, {"baokan.db": ""})[path] == f"baokan.db-{digest(path)[:8]}"


NAME = st.text(
    st.one_of(st.sampled_from("aAbB1. -_社报版é\u0301ßſ<:"), st.characters(exclude_characters="/\0")),
    min_size=1,
    max_size=30,
).filter(lambda text: text not in (".", ".."))
FOLDER = st.sampled_from(["u", "v", "w"])
PATHS = st.lists(st.builds(lambda folder, name: Path(folder) / name, FOLDER, NAME), max_size=25)


@given(PATHS, st.integers())
@example([Path("u/a.jpg"), Path("u/a.png"), Path("u/a-98ea6e4f.tif"), Path("v/A.jpg")], 1)
def test_ids_never_collide_and_do_not_depend_on_the_order(paths: list[Path], seed: int) -> None:
    ids = assign_document_ids(paths, digest)
    assert set(ids) == set(paths)
    assert len({comparison_key(identifier) for identifier in ids.values()}) == len(ids)
    shuffled = list(paths)
    random.Random(seed).shuffle(shuffled)
    assert assign_document_ids(shuffled, digest) == ids


@given(st.text(max_size=300))
@example("CON")
@example("\u0301")
@example("a" * 179 + "报")
def test_every_id_is_a_legal_folder_name(name: str) -> None:
    identifier = document_id(name)
    assert 0 < len(identifier.encode("utf-8")) <= MAX_BYTES + 1
    assert not set(identifier) & set('<>:"/\\|?*')
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in identifier)
    assert identifier[0] not in " .-"
    assert identifier[-1] not in " ."
    assert identifier.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
    assert document_id(identifier + ".png") == identifier
