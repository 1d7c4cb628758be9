"""Header, start page, help, login."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "product": ("报刊校对", "Baokan review"),
    "skip": ("跳到正文", "Skip to the content"),
    "nav.label": ("主导航", "Main navigation"),
    "nav.start": ("首页", "Start"),
    "nav.queue": ("校对", "Queue"),
    "nav.queue.about": (
        "待定的改动按轻重排好，逐条或整组裁定",
        "Open changes in the order that matters, settled one by one or as a group",
    ),
    "nav.pages": ("页面", "Pages"),
    "nav.pages.about": (
        "原图与文字并排，改字、改段、改阅读顺序",
        "Image and text side by side: characters, paragraphs, reading order",
    ),
    "nav.sheets": ("纵校", "Sheets"),
    "nav.sheets.about": (
        "同一个字的所有字形排成一表，错的一眼可见",
        "All places of one character in a grid, so that a wrong one stands out",
    ),
    "nav.lines": ("横校", "Lines"),
    "nav.lines.about": ("行图在上，文字在下，一键过一行", "The crop above, the text below, one key to pass a line"),
    "nav.samples": ("抽检", "Samples"),
    "nav.samples.about": (
        "随机抽行盲校，得出差错率及其置信区间",
        "Random lines judged blind: the error rate with its interval",
    ),
    "nav.replace": ("替换", "Replace"),
    "nav.replace.about": (
        "全库查找替换，先预览，可整批撤销",
        "Find and replace in everything, with a preview and one undo",
    ),
    "nav.history": ("历史", "History"),
    "nav.history.about": ("谁在何时把什么改成了什么，为什么", "Who changed what into what, when, and why"),
    "nav.people": ("人员", "People"),
    "nav.people.about": ("添加人员，分配角色，停用账户", "Add people, give roles, disable accounts"),
    "nav.help": ("帮助", "Help"),
    "nav.help.about": ("做法、按键、角色", "How to work, keys, roles"),
    "language.label": ("语言", "Language"),
    "language.zh": ("中文", "中文"),
    "language.en": ("English", "English"),
    "theme.label": ("明暗", "Appearance"),
    "theme.light": ("浅色", "Light"),
    "theme.dark": ("深色", "Dark"),
    "theme.auto": ("随系统", "System"),
    "menu.keys": ("按键一览", "All keys"),
    "menu.account": ("我的账户", "My account"),
    "menu.sign-out": ("退出登录", "Sign out"),
    "start.title": ("首页", "Start"),
    "start.hello": ("{name}，您好", "Welcome, {name}"),
    "start.folder": ("结果文件夹", "Results folder"),
    "start.documents": ("文档", "documents"),
    "start.frames": ("已识读的页面", "pages read"),
    "start.waiting": ("待识读", "waiting to be read"),
    "start.empty": (
        "这里还没有识读完成的页面。先运行 baokan run，完成的页面会自动出现在这里。",
        "No page has been read yet. Run 'baokan run' first; finished pages appear here by themselves.",
    ),
    "start.rooms": ("做什么", "What to do"),
    "sign-in.title": ("登录", "Sign in"),
    "sign-in.name": ("姓名", "Name"),
    "sign-in.password": ("密码", "Password"),
    "sign-in.submit": ("登录", "Sign in"),
    "sign-in.wrong": ("姓名或密码不对。", "Name or password is wrong."),
    "sign-in.wait": (
        "错误次数太多，请在 {minutes} 分钟后再试。",
        "Too many wrong passwords. Try again in {minutes|minute|minutes}.",
    ),
    "sign-in.forgotten": ("忘了密码，请找管理员重设。", "Forgotten it? An admin can give you a new one."),
    "sign-in.alone": (
        "请用启动时终端里打印的一次性链接打开本页。链接用过即失效；要新的链接，请重新运行 baokan review。",
        "Open these pages with the one-time link that the terminal printed at the start. It works once; for another "
        "one run 'baokan review' again.",
    ),
    "sign-in.used": (
        "这个链接已经用过，或不是本次启动的链接。",
        "This link was used before, or is not of this start.",
    ),
    "sign-in.enter": ("打开校对页面", "Open the review pages"),
    "again.title": ("正在打开……", "Opening …"),
    "help.title": ("帮助", "Help"),
    "help.keys.title": ("按键", "Keys"),
    "help.keys.text": (
        "所有按键都认键盘上的位置，打开中文输入法时也能用；光标在输入框里时不起作用。",
        "Keys go by their place on the keyboard, so that they work while a Chinese input method is on, and never "
        "while you type into a field.",
    ),
    "help.keys.show": ("按 ? 查看当前页面的按键。", "Press ? for the keys of the page you are on."),
    "help.rules.title": ("规矩", "Rules"),
    "help.rules.events": (
        "每一次裁定都留有记录：谁、何时、改前、改后、理由。撤销也是一条新记录，什么都不会丢。",
        "Every decision is kept: who, when, before, after, why. Undoing is another record; nothing is ever lost.",
    ),
    "help.rules.conflict": (
        "两人同时改一处，后提交的人会看到双方的文字，再由他决定；绝不会悄悄覆盖。",
        "When two people change one place, the second sees both texts and decides; nothing is overwritten in silence.",
    ),
    "help.rules.saved": (
        "看到“已保存”，就已经写进磁盘；之后断电也不会丢。",
        "Once it says “saved” it is on the disk, and no loss of power takes it away.",
    ),
    "help.roles.title": ("角色", "Roles"),
    "help.roles.may": ("可以做什么", "What they may do"),
}
