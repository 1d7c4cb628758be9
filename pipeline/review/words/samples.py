"""Acceptance sampling: planning, results, judging."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "samples.title": ("抽检", "Samples"),
    "samples.about": (
        "从文档中随机抽取若干行，逐行与原图对照，据此推断全部文字的差错率（每万字的错字数）。",
        "Lines drawn at random are compared with the scan one by one; they tell the error rate of all the text, per "
        "10,000 characters.",
    ),
    "samples.none": ("还没有抽检样本。", "There are no samples yet."),
    "samples.name": ("名称", "Name"),
    "samples.made": ("抽取", "Drawn"),
    "samples.made-by": ("{date}，由 {who} 抽取", "{date}, by {who}"),
    "samples.progress": ("进度", "Progress"),
    "samples.progress-of": ("已判 {done} 行，共 {all} 行", "{done} of {all} lines judged"),
    "samples.rate": ("差错率（万分）", "Errors per 10,000"),
    "samples.interval": ("{low} 至 {high}", "{low} to {high}"),
    "samples.verdict": ("结论", "Verdict"),
    "samples.passed": ("合格", "passed"),
    "samples.failed": ("不合格", "failed"),
    "samples.undecided": ("未定", "not decided"),
    "samples.judging": ("判读中", "being judged"),
    "samples.why.passed": (
        "合格：在 {confidence} 的置信度下，差错率不超过万分之 {high}，限额为万分之 {limit}。",
        "Passed: at {confidence} confidence the rate is at most {high} per 10,000, and {limit} are accepted.",
    ),
    "samples.why.failed": (
        "不合格：在 {confidence} 的置信度下，差错率不低于万分之 {low}，限额为万分之 {limit}。",
        "Failed: at {confidence} confidence the rate is at least {low} per 10,000, and {limit} are accepted.",
    ),
    "samples.why.undecided": (
        "尚不能下结论：限额（万分之 {limit}）落在置信区间之内。约需再抽 {more} 行。",
        "Not decided yet: the limit of {limit} lies within the interval. It takes about {more|line|lines} more.",
    ),
    "samples.why.exhausted": (
        "无法下结论：全部行都已抽到，其中 {unreadable} 行看不清。",
        "Cannot be decided: every line was drawn, and {unreadable|line|lines} cannot be read.",
    ),
    "samples.why.judging": (
        "全部判完才有结论：还有 {open} 行待判。",
        "There is no verdict before all is judged: {open|line|lines} to go.",
    ),
    "samples.why.settling": (
        "全部裁定才有结论：有 {disputed} 行两人判得不同，须由第三人裁定。",
        "There is no verdict yet: two people differ about {disputed|line|lines}, which a third one has to settle.",
    ),
    "samples.plan.title": ("新的抽检", "A new sample"),
    "samples.plan.issue": ("只抽一期", "Only one issue"),
    "samples.plan.select": ("只抽这些文档或页面", "Only these documents or pages"),
    "samples.plan.select-hint": (
        "文档名，或“文档/page-0001”，可用 * 和 ?，以空格分开。留空则全部。",
        "Names of documents, or document/page-0001, with * and ?, separated by spaces. Empty: all of them.",
    ),
    "samples.plan.limit": ("限额：每万字允许的错字", "Limit: errors accepted per 10,000 characters"),
    "samples.plan.limit-hint": (
        "《报纸期刊质量管理规定》（2020）规定报纸不超过万分之三。",
        "The rules for newspapers and periodicals of 2020 allow a newspaper 3.",
    ),
    "samples.plan.judges": ("每行由几人判读", "People who judge every line"),
    "samples.plan.one": ("一人", "one"),
    "samples.plan.two": ("两人，互不知情", "two, each blind to the other"),
    "samples.plan.submit": ("计算所需行数", "How many lines does it take?"),
    "samples.plan.takes": (
        "要读一遍所选的全部页面，一千页约需十秒。",
        "Reads every page that is meant: some ten seconds for a thousand.",
    ),
    "samples.plan.lot": (
        "{documents} 个文档，{pages} 页，{lines} 行，{characters} 字",
        "{documents|document|documents}, {pages|page|pages}, {lines|line|lines}, {characters|character|characters}",
    ),
    "samples.plan.explain": (
        "所需行数取决于文字有多好：无错的文字最省，差错率越接近限额，越要多抽。",
        "How many lines it takes depends on how good the text is: the fewest when it is faultless, more the closer it "
        "is to the limit.",
    ),
    "samples.plan.if": ("若差错率为（万分）", "If the rate is"),
    "samples.plan.lines": ("需抽行数", "Lines"),
    "samples.plan.characters": ("合字数", "Characters"),
    "samples.plan.share": ("占全部", "Of the whole"),
    "samples.plan.faultless": ("{rate}（无错）", "{rate} (faultless)"),
    "samples.draw.title": ("抽取", "Draw"),
    "samples.draw.lines": ("抽取行数", "Lines to draw"),
    "samples.draw.name": ("样本名称", "Name of the sample"),
    "samples.draw.submit": ("抽取", "Draw the lines"),
    "samples.draw.fixed": (
        "抽定后样本不再改变：各行文字以抽取时为准，此后校改文字也不影响。",
        "A drawn sample never changes: its lines keep the text that they have now, whatever is corrected later.",
    ),
    "samples.result.errors": ("每万字差错", "errors per 10,000 characters"),
    "samples.result.names": ("地名差错（百分）", "names wrong, per cent"),
    "samples.result.no-names": ("这些行里没有地名", "no names in these lines"),
    "samples.result.nothing": ("尚无判读", "nothing judged yet"),
    "samples.result.count": ("{wrong} 处，共 {of}", "{wrong} of {of}"),
    "samples.result.interval": ("{low} 至 {high}（置信区间）", "{low} to {high} (interval)"),
    "samples.result.unreadable": ("看不清的行（不计入）", "lines that cannot be read (left out)"),
    "samples.result.people": ("判读人", "People"),
    "samples.result.person": ("姓名", "Name"),
    "samples.result.judged": ("已判", "Judged"),
    "samples.result.corrected": ("改动", "Corrected"),
    "samples.result.settled": ("裁定", "Settled"),
    "samples.result.overlooked": (
        "有错的行共发现 {faulty} 行，其中 {both} 行两人都发现；估计另有约 {missed} 行两人都没有发现。",
        "{faulty|line|lines} with errors were noticed, {both} of them by both; about {missed} more were probably "
        "overlooked by both.",
    ),
    "samples.result.faults": ("有差错的行", "Lines with errors"),
    "samples.result.faults-later": (
        "您还有行要判，判完再显示有差错的行，以免先入为主。",
        "Lines with errors are shown once you have judged all of yours, so that you judge blind.",
    ),
    "samples.result.marks": (
        "划去的是抽到的文字，下划线标出的是实际印的。",
        "Struck out: as drawn. Underlined: as printed.",
    ),
    "samples.result.how": ("怎样抽的", "How it was drawn"),
    "samples.result.draw": (
        "第 {number} 次：{date} 从 {lines} 行中抽取，随机种子 {seed}",
        "Draw {number}: {date}, out of {lines|line|lines}, seed {seed}",
    ),
    "samples.result.terms": (
        "限额万分之 {limit}；置信度 {confidence}；每行 {judges} 人判读；设计效应 {effect}",
        "limit {limit} per 10,000; confidence {confidence}; {judges|judge|judges} a line; design effect {effect}",
    ),
    "samples.go.judge": ("开始判读（{count} 行）", "Judge ({count|line|lines})"),
    "samples.go.settle": ("裁定分歧（{count} 行）", "Settle differences ({count|line|lines})"),
    "samples.go.more": ("再抽 {count} 行", "Draw {count|line|lines} more"),
    "samples.go.all": ("全部样本", "All samples"),
    "samples.judge.title": ("判读：{name}", "Judging: {name}"),
    "samples.judge.settle-title": ("裁定：{name}", "Settling: {name}"),
    "samples.judge.crop": ("一行的图像", "Picture of one line"),
    "samples.judge.text": ("这一行印的文字", "Text printed in this line"),
    "samples.judge.how": (
        "与图像一致就按回车；不一致就改好再按回车。",
        "Press Enter when it is as in the picture; otherwise put it right, then press Enter.",
    ),
    "samples.judge.how-settle": (
        "两人判得不同。选一个，或写出图上印的文字，再按回车。",
        "Two people differ. Choose one, or write what the picture shows, then press Enter.",
    ),
    "samples.judge.right": ("一致", "As printed"),
    "samples.judge.write": ("就是这样", "This is printed"),
    "samples.judge.unreadable": ("看不清", "Cannot be read"),
    "samples.judge.nothing": ("没有字", "Nothing printed"),
    "samples.judge.back": ("上一行", "Line before"),
    "samples.judge.done": ("您的行都判完了。谢谢！", "You have judged all your lines. Thank you!"),
    "samples.judge.to-result": ("看结果", "To the result"),
    "samples.judge.no-script": ("判读需要启用脚本。", "Judging needs scripts."),
    "script.samples.unreadable": ("（看不清）", "(cannot be read)"),
    "script.samples.nothing": ("（没有字）", "(nothing printed)"),
    "script.samples.left": ("还有 {count} 行", "{count|line|lines} to go"),
    "script.samples.no-picture": ("这一页没有图像", "There is no image of this page"),
    "problem.samples.text": (
        "这不是一行文字：太长，或含有换行等控制字符。没有写入。",
        "This is no line of text: it is too long, or has line breaks in it. Nothing was written.",
    ),
    "problem.samples.person": ("判读须有判读人姓名。", "A judgement needs the name of a person."),
    "problem.samples.not-judged": (
        "这一行还没有两人判读，没有分歧可裁定。",
        "Two people have not judged this line yet: there is nothing to settle.",
    ),
    "problem.samples.third": (
        "您判过这一行，须由第三人裁定。",
        "You have judged this line yourself: a third person is to settle it.",
    ),
    "problem.samples.seed": ("随机种子不合要求。", "The seed does not fit."),
    "problem.samples.lines": ("至少要抽一行。", "Draw at least one line."),
    "problem.samples.enough": ("这个样本不需要再抽。", "This sample needs no more lines."),
    "problem.samples.changed": (
        "文字在此期间有了改动。请重新计算，再抽取新的样本。",
        "The text has changed meanwhile. Plan again, and draw a new sample.",
    ),
    "problem.samples.overtaken": (
        "别人刚刚给这个样本加抽了行。请刷新再看。",
        "Somebody else has just drawn more lines for this sample. Reload the page.",
    ),
    "problem.samples.empty": ("所选范围内没有文字。", "There is no text in what you chose."),
    "problem.samples.page": (
        "{page} 读不出来，或重新识别后还没有收入。请稍候再试；仍不行，请对它重新运行 baokan run。",
        "{page} cannot be read, or was run again and not taken in yet. Wait a little; if that does not help, run "
        "'baokan run' on it again.",
    ),
}
