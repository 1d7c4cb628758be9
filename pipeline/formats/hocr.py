"""hOCR 1.2: one XHTML file a page, down to the character.  Coordinates are px of the scan."""

from __future__ import annotations

from pipeline.formats.markup import Canvas, attribute, character, text
from pipeline.formats.material import Files, Material
from pipeline.formats.origin import data_text, made_by, sentences
from pipeline.formats.pieces import Piece, Pieces, outline, pieces_of
from pipeline.formats.printed import PrintedLine, Word
from pipeline.formats.provenance import Provenance
from pipeline.model.geometry import Quad
from pipeline.model.page import Page

CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrx_cinfo ocr_photo ocrp_poly ocrp_wconf"
STRAIGHT = 0.5
"""px: a line whose edges lean less is told by its box alone."""


def hocr_page(page: Page, material: Material) -> Files:
    """``page-0001.hocr``."""
    return {f"{page.name}.hocr": hocr(page, material)}


def hocr(page: Page, material: Material) -> str:
    """One page as hOCR."""
    canvas, made = Canvas(page.scan_size), made_by(page, material)
    width, height = page.scan_size
    title = (
        f'image "{made.file}"; bbox 0 0 {width} {height}; ppageno {page.frame - 1}; '
        f"scan_res {page.dpi:g} {page.dpi:g}; x_border {_numbers(canvas.box(outline(page)))}"
    )
    if page.metadata.page_label:
        title += f'; lpageno "{page.metadata.page_label}"'
    return (
        f"{_head(page, made)}"
        f'<div class="ocr_page" id="{page.name}" title="{attribute(title)}">\n'
        f"{''.join(_block(one, canvas) for one in pieces_of(page, material.layer))}</div>\n</body>\n</html>\n"
    )


def _head(page: Page, made: Provenance) -> str:
    steps = [
        f"{step.stage}, version {step.version}; {data_text(step)}; settings {step.settings_text}" for step in made.steps
    ]
    about = "".join(
        f'<meta name="{name}" content="{attribute(content)}"/>\n'
        for name, content in (
            ("ocr-system", made.creator),
            ("ocr-capabilities", CAPABILITIES),
            ("ocr-number-of-pages", "1"),
            ("DC.source", made.file),
            ("DC.identifier", f"sha256:{made.sha256}"),
            *(("DC.provenance", one) for one in (*sentences(page, made), *steps)),
        )
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">\n'
        f'<head>\n<meta charset="UTF-8"/>\n<title>{text(made.file)}, {page.name}</title>\n{about}</head>\n<body>\n'
    )


def _block(one: Pieces, canvas: Canvas) -> str:
    parts = "".join(
        f'<div class="ocr_carea" id="carea_{piece.name}" title="bbox {_numbers(canvas.box(piece.quad))}">\n'
        f'<p class="ocr_par" id="par_{piece.name}" title="bbox {_numbers(canvas.box(piece.quad))}" '
        f'data-kind="{one.block.kind}">{_lines(piece, canvas)}</p>\n</div>\n'
        for piece in one.parts
    )
    if one.block.kind != "photo":
        return parts
    picture = f'<div class="ocr_photo" id="photo_{one.name}" title="bbox {_numbers(canvas.box(one.quad))}"></div>'
    return f"{picture}\n{parts}"


def _lines(piece: Piece, canvas: Canvas) -> str:
    return "\n".join(filter(None, (_line(line, canvas) for line in piece.lines)))


def _line(line: PrintedLine, canvas: Canvas) -> str:
    box = canvas.box(line.quad)
    words = " ".join([_word(f"l{line.line.id}_w{n}", word, canvas) for n, word in enumerate(line.words)])
    if not words:
        return ""
    kind = ' style="writing-mode: vertical-rl"' if line.line.vertical else ""
    return (
        f'<span class="ocr_line" id="l{line.line.id}"{kind} title="bbox {_numbers(box)}{_baseline(line, box)}'
        f'{_polygon(line.quad, canvas)}">{words}</span>'
    )


def _baseline(line: PrintedLine, box: tuple[int, int, int, int]) -> str:
    """Slope, and distance of the line from the lower left corner of its box, px."""
    (ax, ay), (bx, by) = line.baseline
    if line.line.vertical or abs(bx - ax) < 1 or abs(by - ay) > abs(bx - ax):
        return ""
    slope = (by - ay) / (bx - ax)
    return f"; baseline {slope:.4f} {ay + slope * (box[0] - ax) - box[3]:.1f}"


def _polygon(quad: Quad, canvas: Canvas) -> str:
    (ax, ay), (bx, by), _, _ = quad
    if min(abs(ay - by), abs(ax - bx)) < STRAIGHT:
        return ""
    return f"; poly {canvas.points(quad).replace(',', ' ')}"


def _word(name: str, word: Word, canvas: Canvas) -> str:
    boxes = [canvas.box(glyph.quad) for glyph in word.glyphs]
    sure = [f"{100 * glyph.confidence:.0f}" for glyph in word.glyphs]
    glyphs = "".join(
        [
            f'<span class="ocrx_cinfo" title="x_bboxes {a} {b} {c} {d}; x_conf {conf}">{character(glyph.text)}</span>'
            for glyph, (a, b, c, d), conf in zip(word.glyphs, boxes, sure, strict=True)
        ]
    )
    return (
        f'<span class="ocrx_word" id="{name}" title="bbox {_numbers(canvas.box(word.quad))}; '
        f'x_wconf {100 * word.confidence:.0f}; x_confs {" ".join(sure)}">{glyphs}</span>'
    )


def _numbers(box: tuple[int, int, int, int]) -> str:
    return " ".join(map(str, box))
