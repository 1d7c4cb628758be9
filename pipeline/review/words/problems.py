"""What is said when something cannot be done: a title and what to do."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "problem.title": ("办不到", "That did not work"),
    "problem.back": ("回到首页", "Back to the start"),
    "problem.status": ("状态码 {status}", "Status {status}"),
    "problem.signed-out": ("请先登录。", "Sign in first."),
    "problem.role": (
        "您的角色做不了这件事，需要：{needed}。请找管理员。",
        "Your role does not reach for this; it needs: {needed}. Ask an admin.",
    ),
    "problem.missing": (
        "这里什么也没有。地址可能抄错了，或者内容已经移走。",
        "There is nothing here. The address may be mistyped, or what it named is gone.",
    ),
    "problem.method": ("这个地址不接受这种请求。", "This address does not take such a request."),
    "problem.conflict": (
        "您打开之后，别人已经改了这一处。您的改动没有写入，双方的文字都在下面。",
        "Somebody changed this place after you opened it. Your change was not written; both texts are below.",
    ),
    "problem.invalid": (
        "请求里有不合要求的内容，什么也没有写入。",
        "The request has something in it that does not fit. Nothing was written.",
    ),
    "problem.cross-site": (
        "这个请求来自另一个网站，或看不出来自哪里，已拒绝。",
        "This request came from another site, or does not say where it came from, and was refused.",
    ),
    "problem.host": (
        "不认识这个主机名。请用启动时打印的地址打开；主机名由设置 review.hosts 规定。",
        "This host name is not known. Use the address that was printed at the start; names are set with review.hosts.",
    ),
    "problem.large": ("内容太大，最多 {most} KiB。", "The content is too large; {most} KiB is the most."),
    "problem.slow": ("内容在 {seconds} 秒内没有传完。", "The content did not arrive within {seconds} s."),
    "problem.long": ("地址太长，最多 {most} 字节。", "The address is too long; {most} bytes is the most."),
    "problem.address": ("地址里有不允许的字符。", "The address has characters in it that are not allowed."),
    "problem.fields": ("表单项太多，最多 {most} 项。", "The form has too many fields; {most} is the most."),
    "problem.form": ("表单读不出来。", "The form cannot be read."),
    "problem.media": ("不接受这种内容类型。", "This type of content is not taken."),
    "problem.busy": (
        "数据库暂时不可用，您的改动没有写入。请稍后再试；仍不行，服务器的终端里有说明。",
        "The database cannot be used just now, and your change was not written. Try again; if that fails, the "
        "terminal of the server says what to do.",
    ),
    "problem.query": (
        "查询式第 {character} 个字符有误：{cause}",
        "Character {character} of the query: {cause}",
    ),
    "problem.corpus-version": (
        "语料库在此期间变了，续取的部分会和前面的对不上。请从头再取，或去掉 version。",
        "The corpus has changed meanwhile, so that this part would not fit to those before. Begin again, or leave "
        "version out.",
    ),
    "problem.later": ("还在统计，请过几秒再问。", "It is still being counted. Ask again in a few seconds."),
    "problem.engine": (
        "识别引擎用不了（{cause}）。可以照着图直接打字。",
        "The engine cannot be used ({cause}). You can type what is printed there.",
    ),
    "problem.no-image": (
        "这一页没有存下可用的图像，读不了。重新运行 baokan run 就有了。",
        "No image of this page is stored that could be read. 'baokan run' makes it again.",
    ),
    "problem.box": ("框太小，或者在页面之外。", "The box is too small, or off the page."),
    "problem.reading-gone": (
        "服务器上已经没有这次识读的结果了。请重新画框。",
        "The server no longer has this reading. Draw the box again.",
    ),
    "problem.fault": (
        "程序出错了，您的改动没有写入。服务器的终端里有说明。",
        "A fault in Baokan. Your change was not written. The terminal of the server says more.",
    ),
    "problem.mine": ("您的文字", "Your text"),
    "problem.theirs": ("现在的文字", "The text as it now is"),
    "problem.theirs-by": ("{who} 于 {when} 改成", "Changed by {who}, {when}"),
}
