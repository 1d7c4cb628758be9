"""Words of the report in Chinese and English."""

from __future__ import annotations

Words = tuple[str, str]
"""Chinese, English."""

STAGES: dict[str, Words] = {
    "ingest": ("读入", "ingest"),
    "straighten": ("校正", "straighten"),
    "recognise": ("识读", "recognise"),
    "layout": ("版面", "layout"),
    "order": ("次序", "order"),
    "reflow": ("接行", "reflow"),
    "describe": ("著录", "describe"),
    "normalise": ("规范", "normalise"),
    "correct": ("校名", "correct"),
    "export": ("输出", "export"),
    "worker": ("工作进程", "worker"),
}
CODES: dict[str, Words] = {
    "empty": ("空文件", "empty file"),
    "truncated": ("文件不完整", "file cut off"),
    "damaged": ("文件损坏", "damaged file"),
    "encrypted": ("文件加密", "encrypted file"),
    "missing": ("文件不存在", "missing file"),
    "unreadable": ("无法读取", "cannot be read"),
    "no-permission": ("没有读取权限", "no permission to read"),
    "wrong-type": ("内容与扩展名不符", "content does not fit the name"),
    "not-a-scan": ("不是扫描件", "not a scan"),
    "not-a-file": ("不是文件", "not a file"),
    "too-large": ("图像过大", "image too large"),
    "too-complex": ("内容过于复杂", "too complex"),
    "too-many-pages": ("页数过多", "too many pages"),
    "decompression-bomb": ("压缩炸弹", "decompression bomb"),
    "out-of-memory": ("内存不足", "not enough memory"),
    "crash": ("工作进程崩溃", "worker crashed"),
    "timeout": ("超过时限", "took too long"),
    "memory": ("超过内存上限", "took too much memory"),
    "killed": ("工作进程被终止", "worker was killed"),
    "unexpected": ("程序错误", "fault in the program"),
    "damaged-result": ("结果文件损坏", "damaged result"),
    "unreadable-result": ("结果文件无法读取", "result cannot be read"),
}
WARNINGS: dict[str, Words] = {
    "blank-page": ("空白页", "blank page"),
    "text-layer-skipped": ("跳过已有文字层", "text layer skipped"),
    "drawn-coarser": ("以较低分辨率绘制", "drawn at a lower resolution"),
    "too-long-to-straighten": ("图像过长，未校正", "too long to be straightened"),
}
STATES: dict[str, Words] = {
    "done": ("完成", "done"),
    "warned": ("完成，有提示", "done, with a warning"),
    "failed": ("失败", "failed"),
    "quarantined": ("隔离", "in quarantine"),
    "waiting": ("待处理", "waiting"),
}


def words(table: dict[str, Words], key: str) -> Words:
    """The words for a key; a key without words stands for itself."""
    return table.get(key, (key, key))
