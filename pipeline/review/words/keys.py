"""Texts of the scripts that all pages share: keys, messages, conflicts."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "script.keys.title": ("按键", "Keys"),
    "script.keys.page": ("本页", "This page"),
    "script.keys.everywhere": ("各页通用", "Everywhere"),
    "script.keys.none": ("本页没有自己的按键。", "This page has no keys of its own."),
    "script.keys.note": (
        "按键认位置，打开中文输入法时也能用。",
        "Keys go by their place, and work while a Chinese input method is on.",
    ),
    "script.keys.close": ("关闭", "Close"),
    "script.keys.go": ("去“{place}”", "Go to {place}"),
    "script.net.offline": (
        "连不上服务器，这一次没有写入。已显示“已保存”的都在。",
        "The server does not answer, and this was not written. Everything shown as saved is safe.",
    ),
    "script.net.signed-out": (
        "登录已失效，这一次没有写入。请在新标签页里登录，再试一次。",
        "Your session has ended, and this was not written. Sign in in another tab, then try again.",
    ),
    "script.net.sign-in": ("登录", "Sign in"),
    "script.net.failed": ("没有写入：{message}", "Not written: {message}"),
    "script.net.saved": ("已保存", "Saved"),
    "script.conflict.title": ("别人已经改了这一处", "Somebody changed this place"),
    "script.conflict.about": (
        "您打开之后，{who} 于 {when} 改过这里。您的改动还没有写入。",
        "{who} changed it at {when}, after you had opened it. Your change was not written yet.",
    ),
    "script.conflict.mine": ("您的文字", "Your text"),
    "script.conflict.theirs": ("现在的文字", "The text as it now is"),
    "script.conflict.keep-theirs": ("用现在的", "Keep theirs"),
    "script.conflict.keep-mine": ("改成我的", "Write mine"),
    "script.conflict.later": ("以后再说", "Later"),
}
