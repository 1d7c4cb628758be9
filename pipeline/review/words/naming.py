"""Texts of the dialog that adds a name to the gazetteer."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "script.naming.title": ("加入地名表", "Add to the gazetteer"),
    "script.naming.name": ("名称", "Name"),
    "script.naming.kind": ("类别", "Kind"),
    "script.naming.no-kind": ("不说明", "Not said"),
    "script.naming.parent": ("上级（区、街道、居委会）", "Belongs to (district, street, committee)"),
    "script.naming.then": (
        "已完成的页会据此再查一遍，新的存疑处会出现在队列里。",
        "Finished pages are checked again with it; what comes to light appears in the queue.",
    ),
    "script.naming.known": ("已有：{name}（{where}）。", "Known already: {name} ({where})."),
    "script.naming.add": ("加入", "Add"),
    "script.naming.cancel": ("取消", "Cancel"),
    "script.naming.added": ("“{name}”已写入 {file}", "{name} was written to {file}"),
}
