"""Print of the other side is parted from a headline, and leaves the text."""

from __future__ import annotations

from helpers.typeset import Typesetter
from PIL import ImageDraw

from pipeline.layout import layout
from pipeline.layout.settings import LayoutSettings
from pipeline.model.pixels import contrast, grey
from pipeline.model.sheet import Sheet
from pipeline.model.text import Line
from pipeline.recognise.showthrough import part_show_through
from pipeline.recognise.threshold_settings import ShowThroughSettings


def headline_with_ghost() -> tuple[Sheet, Line]:
    """桶边的两小时 in black, followed by 助餐点 so pale that it must be the other side's."""
    page = Typesetter(1600, 1200)
    line = page.line("桶边的两小时助餐点", 200, 100, size=3.0, bold=True)
    x = line.quad[0][0] + line.cuts[6]
    pixels = page.image.crop((int(x), 60, 1500, 260)).point(lambda value: 250 - (250 - value) // 6)
    page.image.paste(pixels, (int(x), 60))
    page.draw = ImageDraw.Draw(page.image)
    page.flow(["早上七点，新安小区的分类投放点准时开门。"], [(200, 320, 800, 900)])
    return page.sheet(), line


def test_pale_characters_behind_a_headline_become_a_line_of_their_own() -> None:
    sheet, line = headline_with_ghost()
    parted = part_show_through(sheet.page.lines, sheet.image, sheet.page.em, ShowThroughSettings())
    texts = {piece.text: piece for piece in parted}
    assert {"桶边的两小时", "助餐点"} <= set(texts)
    assert texts["桶边的两小时"].id == line.id
    assert len({piece.id for piece in parted}) == len(parted)
    ghost = texts["助餐点"]
    assert ghost.cuts[0] == 0
    assert ghost.quad[0][0] == texts["桶边的两小时"].quad[1][0]
    assert len(ghost.cuts) == len(ghost.text) + 1 == len(ghost.confidences) + 1


def test_show_through_is_in_no_region() -> None:
    sheet, _ = headline_with_ghost()
    parted = part_show_through(sheet.page.lines, sheet.image, sheet.page.em, ShowThroughSettings())
    page = layout(sheet.with_page(lines=tuple(parted)), LayoutSettings()).page
    text = "".join(page.line_by_id[i].text for region in page.regions for i in region.lines)
    assert "桶边的两小时" in text
    assert "助餐点" not in text


def test_a_thin_character_at_the_beginning_stays() -> None:
    page = Typesetter(1600, 600)
    page.line("一只刺猬的户口", 200, 100, size=3.0, bold=True)
    sheet = page.sheet()
    assert [line.text for line in part_show_through(sheet.page.lines, sheet.image, 30.0, ShowThroughSettings())] == [
        "一只刺猬的户口"
    ]


def test_running_text_is_never_parted() -> None:
    page = Typesetter(1600, 600)
    page.flow(["早上七点，新安小区的分类投放点准时开门。"], [(200, 100, 800, 500)])
    sheet = page.sheet()
    assert tuple(part_show_through(sheet.page.lines, sheet.image, 30.0, ShowThroughSettings())) == sheet.page.lines


def test_contrast_measures_ink_against_paper_in_both_polarities() -> None:
    page = Typesetter(800, 400)
    black = page.line("仙霞", 100, 100, size=2.0, bold=True)
    page.bar((90, 220, 400, 320))
    white = page.line("仙霞", 100, 240, size=2.0, bold=True, reversed_=True)
    tones = grey(page.sheet().image)
    assert contrast(tones, black.box) > 180
    assert contrast(tones, white.box, reversed_print=True) > 180
    assert contrast(tones, (0, 0, 0, 0)) < 30
