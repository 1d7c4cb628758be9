"""PDF: scanned pages as they were scanned, drawn pages as they look, text layers with their places."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from odd_files import noise, page, write
from pdf_maker import (
    Picture,
    Sheet,
    chinese_operators,
    flate_picture,
    indexed_picture,
    jpeg_picture,
    mask_picture,
    picture_operators,
    text_operators,
    write_pdf,
)
from PIL import Image

from pipeline.errors import PageError
from pipeline.ingest import open_source
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Frame

SETTINGS = IngestSettings()
A6 = (298.0, 420.0)
WHOLE = (298, 0, 0, 420, 0, 0)
HIDDEN = "hidden text under a scan"


def colour_page() -> Image.Image:
    image = page((596, 840))
    return Image.merge("RGB", [image, image.point(lambda v: v // 2), image.point(lambda v: 255 - v)])


def read(path: Path, number: int = 1, settings: IngestSettings = SETTINGS) -> Frame:
    with open_source(path, settings) as reader:
        return reader.frame(number)


def scan_sheet(picture: Picture, matrix: tuple[float, ...] = WHOLE, **options: object) -> Sheet:
    return Sheet(picture_operators("I", matrix), {"I": picture}, size=A6, **options)


def as_array(image: Image.Image) -> np.ndarray:
    values = np.asarray(image.convert("RGB") if image.mode not in ("L",) else image)
    return values[..., ::-1] if values.ndim == 3 else values


PICTURES = {
    "grey": lambda: (flate_picture(page((596, 840))), page((596, 840))),
    "colour": lambda: (flate_picture(colour_page()), colour_page()),
    "inks": lambda: (flate_picture(colour_page().convert("CMYK")), colour_page().convert("CMYK").convert("RGB")),
    "one bit": lambda: (flate_picture(page((596, 840)).convert("1")), page((596, 840)).convert("1").convert("L")),
    "one bit, inverted": lambda: (
        flate_picture(page((596, 840)).convert("1"), "/Decode [1 0]"),
        page((596, 840)).convert("1").convert("L").point(lambda v: 255 - v),
    ),
    "palette": lambda: (
        indexed_picture(colour_page().convert("P", palette=Image.Palette.ADAPTIVE, colors=8)),
        colour_page().convert("P", palette=Image.Palette.ADAPTIVE, colors=8).convert("RGB"),
    ),
    "stencil": lambda: (mask_picture(page((596, 840)).convert("1")), page((596, 840)).convert("1").convert("L")),
}


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_scanned_page_keeps_its_own_pixels(tmp_path: Path, name: str) -> None:
    picture, expected = PICTURES[name]()
    frame = read(write_pdf(tmp_path / "a.pdf", [scan_sheet(picture)]))
    assert frame.image.shape == as_array(expected).shape
    difference = np.abs(frame.image.astype(int) - as_array(expected))
    if name == "inks":  # PDFium prints with a profile of real inks, Pillow with ideal ones
        assert difference.mean() < 40
    else:
        assert difference.max() == 0
    assert frame.dpi == pytest.approx(144, abs=0.5)
    assert frame.bilevel == (name.startswith("one bit") or name == "stencil")
    assert frame.facts["pdf_page"] == "scan"
    assert frame.facts["pdf_image"] == ("rendered" if name == "stencil" else "embedded-image")


def test_a_jpeg_page_is_the_jpeg(tmp_path: Path) -> None:
    picture = jpeg_picture(colour_page())
    frame = read(write_pdf(tmp_path / "a.pdf", [scan_sheet(picture)]))
    decoded = as_array(Image.open(io.BytesIO(picture.data)))
    assert np.abs(frame.image.astype(int) - decoded).max() <= 3  # two builds of one decoder
    assert frame.facts["pdf_image"] == "embedded-image"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "matrix",
    [
        (298, 0, 0, 420, 0, 0),
        (-298, 0, 0, 420, 298, 0),
        (298, 0, 0, -420, 0, 420),
        (-298, 0, 0, -420, 298, 420),
        (0, 420, -298, 0, 298, 0),
        (0, -420, 298, 0, 0, 420),
        (0, 420, 298, 0, 0, 0),
        (0, -420, -298, 0, 298, 420),
    ],
)
def test_turns_and_mirrors_of_a_page_are_honoured(tmp_path: Path, rotate: int, matrix: tuple[float, ...]) -> None:
    size = (840, 596) if matrix[0] == 0 else (596, 840)
    path = write_pdf(tmp_path / "a.pdf", [scan_sheet(flate_picture(page(size)), matrix, rotate=rotate)])
    taken = read(path)
    assert taken.facts["pdf_image"] == "embedded-image"
    with pypdfium2.PdfDocument(path) as document:
        drawn = document[0].render(scale=2).to_numpy()[..., 0]  # PDFium's own idea of the page
    assert (taken.image == drawn).all()


def test_what_the_crop_box_hides_is_cut_off(tmp_path: Path) -> None:
    crop = (29.8, 42.0, 298.0, 420.0)  # a tenth off at the left and at the bottom
    frame = read(write_pdf(tmp_path / "a.pdf", [scan_sheet(flate_picture(page((596, 840))), crop=crop)]))
    assert frame.facts["pdf_image"] == "embedded-image"
    assert (frame.image == as_array(page((596, 840)))[:756, 60:]).all()


def test_flat_pixels_in_a_pdf_are_squared_and_its_text_moves_along(tmp_path: Path) -> None:
    flat = page((840, 590))  # twice as many dots across as down
    content = picture_operators("I", WHOLE) + text_operators("W", 100, 200, size=20, mode=3)
    path = write_pdf(tmp_path / "a.pdf", [Sheet(content, {"I": flate_picture(flat)}, size=A6)])
    frame = read(path, settings=IngestSettings(text_layer="use"))
    assert frame.image.shape[0] == pytest.approx(1184, abs=1)
    assert frame.image.shape[1] == 840
    assert frame.text_layer is not None
    left, top, right, bottom = frame.text_layer[0].box
    scale = 840 / 298
    assert left == pytest.approx(100 * scale, abs=2)
    assert top < (420 - 200) * scale < bottom
    assert right - left == pytest.approx(0.944 * 20 * scale, rel=0.05)  # the width of W in Helvetica


def test_a_scan_in_strips_is_drawn_at_its_own_resolution(tmp_path: Path) -> None:
    whole = page((596, 840))
    strips = [whole.crop((0, top, 596, top + 210)) for top in range(0, 840, 210)]
    content = "".join(picture_operators(f"I{n}", (298, 0, 0, 105, 0, 315 - 105 * n)) for n in range(4))
    sheet = Sheet(content, {f"I{n}": flate_picture(strip) for n, strip in enumerate(strips)}, size=A6)
    frame = read(write_pdf(tmp_path / "a.pdf", [sheet]))
    assert frame.facts["pdf_page"] == "scan"
    assert frame.facts["pdf_image"] == "rendered"
    assert frame.image.shape == (840, 596)
    assert np.abs(frame.image.astype(int) - as_array(whole)).mean() < 1


def test_a_drawn_page_is_rendered_at_300_dpi(tmp_path: Path) -> None:
    content = "0 g 0 0 149 210 re f\n1 0 0 rg 149 210 149 210 re f\n"
    frame = read(write_pdf(tmp_path / "a.pdf", [Sheet(content, size=A6)]))
    assert frame.image.shape == (1750, 1242, 3)
    assert frame.dpi == 300
    assert frame.image[1700, 50].tolist() == [0, 0, 0]
    assert frame.image[50, 1200].tolist() == [0, 0, 255]
    assert frame.image[50, 50].tolist() == [255, 255, 255]
    assert frame.facts["pdf_page"] == "drawing"


def test_a_stamp_drawn_over_a_scan_is_kept(tmp_path: Path) -> None:
    content = picture_operators("I", WHOLE) + "0 g 100 100 50 50 re f\n"
    frame = read(write_pdf(tmp_path / "a.pdf", [Sheet(content, {"I": flate_picture(page((596, 840)))}, size=A6)]))
    assert frame.facts["pdf_image"] == "rendered"
    assert frame.image.shape == (840, 596)  # at the scan's own resolution
    assert frame.image[840 - 250, 250] == 0


def test_a_picture_that_is_half_hidden_is_drawn_as_seen(tmp_path: Path) -> None:
    content = "q 0 0 149 420 re W n " + picture_operators("I", WHOLE) + "Q\n"
    frame = read(write_pdf(tmp_path / "a.pdf", [Sheet(content, {"I": flate_picture(page((596, 840)))}, size=A6)]))
    assert frame.facts["pdf_image"] == "rendered"
    assert (frame.image[:, 320:] == 255).all()


@pytest.mark.parametrize("kind", ["soft", "hard", "colours"])
def test_a_picture_is_seen_through_its_mask(tmp_path: Path, kind: str) -> None:
    half = Image.new("L", (596, 840), 255)
    half.paste(0, (0, 0, 298, 840))  # transparent at the left
    black = Image.new("L", (596, 840), 0)
    pictures = {
        "soft": {"MASK": flate_picture(half), "I": flate_picture(black, "/SMask @MASK")},
        "hard": {
            "MASK": mask_picture(half.point(lambda v: 255 - v).convert("1")),
            "I": flate_picture(black, "/Mask @MASK"),
        },
        "colours": {"I": flate_picture(half.point(lambda v: 255 - v), "/Mask [250 255]")},
    }
    frame = read(write_pdf(tmp_path / "a.pdf", [Sheet(picture_operators("I", WHOLE), pictures[kind], size=A6)]))
    assert frame.facts["pdf_image"] == "rendered"
    width = frame.image.shape[1]
    assert (frame.image[:, : width // 2 - 4] == 255).all()
    assert (frame.image[:, width // 2 + 4 :] == 0).all()


def test_a_scan_in_layers_is_drawn_as_fine_as_its_text(tmp_path: Path) -> None:
    background = flate_picture(Image.new("RGB", (149, 210), (240, 230, 200)))
    text = mask_picture(page((1192, 1680)).convert("1"))
    content = picture_operators("B", WHOLE) + picture_operators("T", WHOLE)
    frame = read(write_pdf(tmp_path / "a.pdf", [Sheet(content, {"B": background, "T": text}, size=A6)]))
    assert frame.facts["pdf_page"] == "scan"
    assert frame.image.shape == (1680, 1192, 3)
    assert frame.image[20, 20].tolist() == [0, 0, 0]
    assert frame.image[1670, 1100].tolist() == [200, 230, 240]


def hidden_layer() -> Sheet:
    content = picture_operators("I", WHOLE) + text_operators(HIDDEN, 40, 300, size=12, mode=3)
    return Sheet(content, {"I": flate_picture(page((596, 840)))}, size=A6)


def covered_layer() -> Sheet:
    content = text_operators(HIDDEN * 3, 10, 300, size=5) + picture_operators("I", WHOLE)
    return Sheet(content, {"I": flate_picture(page((596, 840)))}, size=A6)


def born_digital() -> Sheet:
    lines = ["The quick brown fox jumps", "over the lazy dog 2021"]
    content = "".join(text_operators(text, 40, 380 - 20 * n, size=12) for n, text in enumerate(lines))
    return Sheet(content + chinese_operators("虹桥路社区新闻\U00020bb7", 40, 300, size=14), size=A6)


@pytest.mark.parametrize("sheet", [hidden_layer, covered_layer], ids=["invisible", "under the picture"])
def test_the_text_of_a_scan_is_recognised_anew_unless_asked_otherwise(tmp_path: Path, sheet: object) -> None:
    path = write_pdf(tmp_path / "a.pdf", [sheet()])  # type: ignore[operator]
    frame = read(path)
    assert frame.facts["pdf_page"] == "scan"
    assert frame.facts["text_layer"] == "redo"
    assert frame.facts["text_layer_characters"] >= len(HIDDEN)
    assert frame.text_layer is None
    assert frame.facts["pdf_image"] == "embedded-image"
    used = read(path, settings=IngestSettings(text_layer="use"))
    assert used.facts["text_layer"] == "use"
    assert used.text_layer is not None
    assert "".join(c.text for c in used.text_layer).startswith(HIDDEN)


def test_born_digital_text_is_used_unless_asked_otherwise(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [born_digital()])
    frame = read(path)
    assert frame.facts["pdf_page"] == "born-digital"
    assert frame.facts["text_layer"] == "use"
    assert frame.text_layer is not None
    text = "".join(c.text for c in frame.text_layer)
    assert text == "The quick brown fox jumpsover the lazy dog 2021虹桥路社区新闻\U00020bb7"
    assert all(len(c.text) == 1 for c in frame.text_layer)
    redone = read(path, settings=IngestSettings(text_layer="redo"))
    assert redone.text_layer is None
    assert redone.facts["text_layer"] == "redo"


def test_a_page_left_out_says_so(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [hidden_layer(), born_digital(), scan_sheet(flate_picture(page((596, 840))))])
    for number in (1, 2):
        frame = read(path, number, IngestSettings(text_layer="skip"))
        assert frame.text_layer == ()
        assert frame.facts["text_layer"] == "skip"
        assert [w.code for w in frame.warnings] == ["text-layer-skipped"]
    untouched = read(path, 3, IngestSettings(text_layer="skip"))
    assert untouched.text_layer is None
    assert untouched.facts["text_layer"] == "none"
    assert untouched.warnings == ()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_characters_stand_where_their_ink_is(tmp_path: Path, rotate: int) -> None:
    content = text_operators("H", 60, 250, size=30) + text_operators("text enough to be born digital " * 2, 10, 20, 4)
    path = write_pdf(tmp_path / "a.pdf", [Sheet(content, size=A6, rotate=rotate, crop=(10, 10, 290, 400))])
    frame = read(path)
    assert frame.text_layer is not None
    left, top, right, bottom = frame.text_layer[0].box
    margin = frame.image[round(top) : round(bottom), round(left) : round(right)]
    ink = np.argwhere(margin < 128)
    height, width = margin.shape
    down = np.ptp(ink[:, 0]) + 1
    across = np.ptp(ink[:, 1]) + 1
    if rotate in (90, 270):
        down, across, height, width = across, down, width, height
    assert down == pytest.approx(0.718 * 30 * 300 / 72, rel=0.03)  # the cap height of Helvetica
    assert across > 0.7 * width
    outside = frame.image.copy()
    outside[round(top) : round(bottom), round(left) : round(right)] = 255
    grown = outside[max(0, round(top) - 40) : round(bottom) + 40, max(0, round(left) - 40) : round(right) + 40]
    assert (grown > 128).all()


def test_text_in_a_font_without_codes_is_not_trusted(tmp_path: Path) -> None:
    content = chinese_operators("\ue001\ue002\ue003\ue004\ue005" * 10, 10, 300, size=5)
    path = write_pdf(tmp_path / "a.pdf", [Sheet(content, size=A6)])
    frame = read(path)
    assert frame.facts["pdf_page"] == "born-digital"
    assert frame.facts["text_layer"] == "redo"
    assert frame.facts["text_layer_unreadable"] is True
    assert frame.text_layer is None


def test_the_mark_of_a_scanning_program_does_not_make_a_page_born_digital(tmp_path: Path) -> None:
    content = picture_operators("I", WHOLE) + text_operators("Scanned by an App", 200, 10, size=6)
    path = write_pdf(tmp_path / "a.pdf", [Sheet(content, {"I": flate_picture(page((596, 840)))}, size=A6)])
    for wanted in ("auto", "use", "skip"):
        frame = read(path, settings=IngestSettings(text_layer=wanted))
        assert frame.facts["pdf_page"] == "scan"
        assert frame.facts["text_layer"] == "none"
        assert frame.text_layer is None


def test_text_over_a_picture_that_fills_the_page_is_born_digital(tmp_path: Path) -> None:
    content = picture_operators("I", WHOLE) + text_operators("A designed page over a photograph. " * 3, 10, 200, size=4)
    frame = read(write_pdf(tmp_path / "a.pdf", [Sheet(content, {"I": flate_picture(page((596, 840)))}, size=A6)]))
    assert frame.facts["pdf_page"] == "born-digital"
    assert frame.facts["text_layer"] == "use"


def test_pages_come_one_by_one_in_any_order(tmp_path: Path) -> None:
    sheets = [scan_sheet(flate_picture(Image.new("L", (100 + n, 141), 20 * n))) for n in range(4)]
    with open_source(write_pdf(tmp_path / "a.pdf", sheets), SETTINGS) as reader:
        assert reader.source.frames == 4
        assert reader.source.media_type == "application/pdf"
        for number in (3, 1, 4, 2):
            frame = reader.frame(number)
            assert frame.number == number
            assert frame.image.shape[1] == 99 + number
            assert frame.image[10, 10] == 20 * (number - 1)


def test_an_encrypted_pdf_says_what_to_do(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [born_digital()], encrypt=True)
    with pytest.raises(PageError) as caught:
        open_source(path, SETTINGS)
    assert caught.value.code == "encrypted"
    assert "password" in caught.value.cause
    assert "save it without" in caught.value.remedy


def test_a_broken_pdf_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PageError) as caught:
        open_source(write(tmp_path / "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 8), SETTINGS)
    assert caught.value.code == "damaged"


def test_a_pdf_without_pages_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PageError) as caught:
        open_source(write_pdf(tmp_path / "a.pdf", []), SETTINGS)
    assert caught.value.code == "damaged"


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [born_digital()] * 3)
    with pytest.raises(PageError) as caught:
        open_source(path, IngestSettings(max_pages=2))
    assert caught.value.code == "too-many-pages"
    assert "3 pages" in caught.value.cause


def test_a_truncated_picture_fails_its_page_alone(tmp_path: Path) -> None:
    whole = jpeg_picture(noise((298, 420)))
    cut = Picture(whole.data[: len(whole.data) // 2], whole.entries)
    with open_source(write_pdf(tmp_path / "a.pdf", [scan_sheet(cut), scan_sheet(whole)]), SETTINGS) as reader:
        with pytest.raises(PageError) as caught:
            reader.frame(1)
        assert caught.value.code == "truncated"
        assert caught.value.frame == 1
        assert reader.frame(2).image.shape == (420, 298)


def test_a_picture_bomb_in_a_page_fails_that_page_alone(tmp_path: Path) -> None:
    bomb = Picture(
        b"x\x9c", "/Width 30000 /Height 30000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /FlateDecode"
    )
    sheets = [scan_sheet(bomb), scan_sheet(flate_picture(page((596, 840))))]
    with open_source(write_pdf(tmp_path / "a.pdf", sheets), SETTINGS) as reader:
        with pytest.raises(PageError) as caught:
            reader.frame(1)
        assert caught.value.code == "too-large"
        assert reader.frame(2).image.shape == (840, 596)


def test_many_large_pictures_on_one_page_are_a_bomb_too(tmp_path: Path) -> None:
    picture = flate_picture(Image.new("1", (900, 1000)))
    content = "".join(picture_operators("I", (10, 0, 0, 10, 10 * n, 0)) for n in range(6))
    path = write_pdf(tmp_path / "a.pdf", [Sheet(content, {"I": picture}, size=A6)])
    with pytest.raises(PageError) as caught:
        read(path, settings=IngestSettings(max_megapixels=1))
    assert caught.value.code == "too-large"
    assert read(path).image.shape[0] > 0


def test_a_poster_is_drawn_coarser_and_says_so(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Sheet("0 g 0 0 100 100 re f\n", size=(3000, 3000))])
    frame = read(path, settings=IngestSettings(max_megapixels=20))
    assert 15e6 < frame.image.shape[0] * frame.image.shape[1] <= 20e6
    assert [w.code for w in frame.warnings] == ["drawn-coarser"]


def test_a_page_of_endless_pieces_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Sheet("0 0 m 1 1 l S\n" * 200, size=A6), born_digital()])
    with open_source(path, IngestSettings(max_pdf_objects=100)) as reader:
        with pytest.raises(PageError) as caught:
            reader.frame(1)
        assert caught.value.code == "too-complex"
        assert reader.frame(2).text_layer


def test_a_pdf_whose_scale_is_made_up_has_no_resolution(tmp_path: Path) -> None:
    sheet = Sheet(picture_operators("I", (2480, 0, 0, 3508, 0, 0)), {"I": flate_picture(Image.new("1", (2480, 3508)))})
    sheet.size = (2480, 3508)  # one dot a point: what programs write that were not told
    frame = read(write_pdf(tmp_path / "a.pdf", [sheet]))
    assert frame.image.shape == (3508, 2480)
    assert frame.dpi is None


def test_a_pdf_named_like_a_picture_is_a_pdf(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.jpg", [born_digital()])
    assert read(tmp_path / "a.jpg").source.media_type == "application/pdf"


def test_bytes_before_the_header_do_not_matter(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [born_digital()])
    with open_source(write(tmp_path / "b.pdf", b"\r\nmail header\r\n" + path.read_bytes()), SETTINGS) as reader:
        assert reader.source.frames == 1
