"""The shipped dictionaries: well formed, complete where the bulletin needs it, quick to load."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.correct import glyphs, words
from pipeline.gazetteer import KINDS, TERMS, Gazetteer, load, shipped_files, shipped_terms
from pipeline.gazetteer.entry import COLUMNS


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return load(shipped_files())


def test_the_shipped_gazetteer_has_no_problems(shipped: Gazetteer) -> None:
    assert shipped.problems == ()


def test_it_has_the_divisions_of_the_district(shipped: Gazetteer) -> None:
    by_kind = {kind: [e for e in shipped.entries if e.kind == kind] for kind in KINDS}
    assert len(by_kind["street"]) == 9
    assert len(by_kind["town"]) == 1
    assert len(by_kind["committee"]) == 191
    assert {e.parent for e in by_kind["committee"]} == {e.name for e in by_kind["street"] + by_kind["town"]}
    assert all(e.code.startswith("310105") and len(e.code) == 12 for e in by_kind["committee"])


BULLETIN = (
    "虹旭 虹旭小区 虹旭居民区 虹仙 安龙 大金更 虹纺 芙蓉 古宋 天华公寓 新安小区 仙逸 仙霞街道 芙蓉江路 虹旭邻里中心 "
    "新虹桥中心花园 水霞公园 娄山关路站 长宁区图书馆"
)


def test_it_knows_the_names_of_the_bulletin(shipped: Gazetteer) -> None:
    assert not [name for name in BULLETIN.split() if name not in shipped.by_spelling]


def test_every_entry_has_a_known_kind_a_known_parent_and_a_source(shipped: Gazetteer) -> None:
    names = {entry.name for entry in shipped.entries}
    for entry in shipped.entries:
        assert entry.kind in KINDS, entry
        assert not entry.parent or entry.parent in names, entry
        assert entry.source, entry


def test_suspected_misspellings_of_roads_are_not_names(shipped: Gazetteer) -> None:
    for wrong in ("番愚路", "长宁之路", "玉平南路", "清溪路", "凇虹路"):
        assert wrong not in shipped.by_spelling


def test_loading_and_indexing_is_quick() -> None:
    start = time.perf_counter()
    assert load(shipped_files()).index.size > 900
    assert time.perf_counter() - start < 1.0, "about 10 ms are normal"


def test_the_room_is_cheap_to_import() -> None:
    code = (
        "import sys, pipeline.gazetteer, pipeline.correct, pipeline.correct.settings; "
        "heavy = {'numpy', 'cv2', 'openvino', 'jieba', 'rapidfuzz'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_table_of_look_alikes_is_symmetric_in_use_and_knows_known_confusions() -> None:
    table = glyphs.shipped()
    for read, right in ("占古", "域城", "咸威", "委娄", "美芙", "江汪"):
        assert table.similarity(read, right) == table.similarity(right, read) > 0.7
    assert table.similarity("古", "霞") == 0


def test_every_character_of_a_name_has_a_row_of_look_alikes(shipped: Gazetteer) -> None:
    table = glyphs.shipped()
    chinese = {c for c in shipped.index.characters if "\u4e00" <= c <= "\u9fff"}
    without = {c for c in chinese if not table.look_alikes(c)}
    assert len(without) < 0.02 * len(chinese), without


def test_context_words_know_generic_words_titles_and_surnames() -> None:
    shipped = words.shipped()
    assert {"路", "小区", "居委会"} <= shipped.place
    assert "师傅" in shipped.titles
    assert {"王", "欧阳"} <= shipped.surnames
    assert shipped.ends_generic("芙蓉江路")
    assert not shipped.ends_generic("虹旭")
    assert not shipped.ends_generic("路")


def test_the_shipped_terms_are_sound_and_long_enough_to_be_told_from_ordinary_words() -> None:
    terms = load(shipped_terms())
    assert terms.problems == ()
    assert {entry.kind for entry in terms.entries} == TERMS
    assert {"一网统管", "精品小区", "业委会", "楼组长"} <= terms.by_spelling.keys()
    assert min(map(len, terms.by_spelling)) >= 3


def test_places_and_terms_do_not_share_a_spelling(shipped: Gazetteer) -> None:
    assert not shipped.by_spelling.keys() & load(shipped_terms()).by_spelling.keys()


def test_former_names_and_variants_of_roads_lead_to_the_road_of_today(shipped: Gazetteer) -> None:
    for other, name, role in (("霞飞路", "淮海中路", "former"), ("番愚路", "番禺路", "variant")):
        (entry,) = shipped.linked(other)
        assert (entry.name, entry.role_of(other)) == (name, role)


def test_the_documentation_lists_every_kind_and_every_column() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "gazetteer.md").read_text(encoding="utf-8")
    for kind, (chinese, english) in KINDS.items():
        assert f"| `{kind}` | {chinese} | {english} |" in page
    assert not [column for column in COLUMNS if f"`{column}`" not in page]
