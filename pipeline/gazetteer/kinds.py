"""Kinds of names: the closed list that Baokan knows, and the words by which other lists mean them."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "city": ("市", "city"),
    "district": ("区", "district"),
    "street": ("街道", "street office"),
    "town": ("镇", "town"),
    "village": ("村", "village"),
    "committee": ("居委会", "residents' committee"),
    "road": ("道路", "road"),
    "estate": ("小区", "residential estate"),
    "building": ("楼宇", "building"),
    "institution": ("机构", "institution"),
    "school": ("学校", "school"),
    "hospital": ("医疗机构", "hospital"),
    "market": ("市场", "market"),
    "park": ("公园", "park"),
    "station": ("车站", "station"),
    "bridge": ("桥梁", "bridge"),
    "water": ("河流", "river or lake"),
    "area": ("地片", "area"),
    "organisation": ("组织", "organisation"),
    "title": ("职务", "title"),
    "phrase": ("固定用语", "fixed phrase"),
}
"""Kinds that Baokan knows by name (Chinese, English).  Any other kind is kept as it is written, with a note of the
check."""

TERMS = frozenset({"organisation", "title", "phrase"})
"""Kinds that are no places."""

_SYNONYMS: dict[str, str] = {
    "城市": "city",
    "行政区": "district",
    "区县": "district",
    "街道办事处": "street",
    "subdistrict": "street",
    "居委": "committee",
    "居民委员会": "committee",
    "居民区": "committee",
    "residents_committee": "committee",
    "residents committee": "committee",
    "路": "road",
    "马路": "road",
    "street name": "road",
    "住宅小区": "estate",
    "住宅": "estate",
    "residential": "estate",
    "大厦": "building",
    "大楼": "building",
    "单位": "institution",
    "医院": "hospital",
    "菜场": "market",
    "菜市场": "market",
    "绿地": "park",
    "地铁站": "station",
    "轨道交通站": "station",
    "metro station": "station",
    "subway station": "station",
    "桥": "bridge",
    "河": "water",
    "河道": "water",
    "river": "water",
    "机关": "organisation",
    "团体": "organisation",
    "organization": "organisation",
    "职称": "title",
    "术语": "phrase",
    "用语": "phrase",
    "term": "phrase",
}
_KEY_OF: dict[str, str] = {
    **_SYNONYMS,
    **{label: key for key, labels in KINDS.items() for label in labels},
    **{key: key for key in KINDS},
}


def kind_of(text: str) -> str:
    """The key of ``KINDS`` that a word means (``小区`` -> ``estate``); the word itself when it means none."""
    return _KEY_OF.get(text.casefold(), text)


def label(kind: str, language: int = 1) -> str:
    """The word for people.  ``language``: 0 Chinese, 1 English; a kind that is not known is its own word."""
    return KINDS[kind][language] if kind in KINDS else kind
