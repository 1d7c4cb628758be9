"""How far the work has come."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "progress.title": ("进度", "Progress"),
    "progress.by": ("按什么看", "By what"),
    "progress.by-document": ("按文档", "By document"),
    "progress.by-issue": ("按刊期", "By issue"),
    "progress.by-editor": ("按人", "By editor"),
    "progress.all": ("全部 {count} 个", "all {count}"),
    "progress.pages": ("页", "Pages"),
    "progress.states": ("页面状态", "States"),
    "progress.waiting": ("待定", "Open"),
    "progress.decided": ("已裁定的份额", "Decided"),
    "progress.share": ("存疑处已裁定 {share}", "{share} of all flags decided"),
    "progress.no-issue": ("没有刊期", "no issue"),
    "progress.editor": ("人", "Editor"),
    "progress.today": ("今天", "Today"),
    "progress.steps": ("共几步", "Steps"),
    "progress.reviewed": ("校完页", "Pages reviewed"),
    "progress.validated": ("审定页", "Pages validated"),
    "progress.last": ("最近", "Last"),
    "start.names": ("待定的名称", "names to decide"),
    "start.text": ("待看的字", "characters to look at"),
}
