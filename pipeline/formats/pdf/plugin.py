"""Baokan as the OCR engine of OCRmyPDF: ``ocrmypdf --plugin pipeline.formats.pdf.plugin in.pdf out.pdf``.

OCRmyPDF draws the pages, turns and straightens them, and puts the text into the PDF; Baokan reads the image of each
page, corrects the text, and sets it in its own text layer (OCRmyPDF's "sandwich" renderer takes such a layer as it
is; its other one sets words, with spaces between them).  There is no entry point by which OCRmyPDF would find the
plugin by itself: it would then read everything with Baokan wherever Baokan is installed.
"""

from __future__ import annotations

import logging
import shutil
from argparse import ArgumentParser
from collections.abc import Set
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from ocrmypdf import hookimpl
from ocrmypdf.exceptions import BadArgsError, MissingDependencyError
from ocrmypdf.helpers import available_cpu_count
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence
from PIL import Image
from pydantic import BaseModel, Field

from pipeline.errors import EngineError, GazetteerError, SettingsError

if TYPE_CHECKING:
    import pluggy
    from ocrmypdf._jobcontext import PageContext
    from ocrmypdf._options import OcrOptions
    from ocrmypdf.pdfinfo import PdfInfo

    from pipeline.flow import Pipeline

log = logging.getLogger(__name__)

LANGUAGES = frozenset({"chi", "zho", "chi_sim", "chi_tra", "chi_sim_vert", "chi_tra_vert", "eng"})
"""What may be asked for with ``-l``; the models read Chinese and Latin whatever is said."""
_OURS = "chi"
"""ISO 639-2 of the text, for the PDF's language."""
_UNSAID = ["eng"]
"""OCRmyPDF's default of ``-l``."""
_TESSERACT = "ocrmypdf.builtin_plugins.tesseract_ocr"
_DPI_UNKNOWN = 300.0
"""px an inch, for an image that does not say; OCRmyPDF scales the layer to the page in any case."""


class BaokanOptions(BaseModel):
    """Options of the plugin, ``options.baokan`` in OCRmyPDF."""

    config: str | None = Field(default=None, description="Settings file of Baokan")
    set: list[str] = Field(default_factory=list, description="Settings of Baokan, KEY=VALUE")
    workers: int | None = Field(default=None, description="pages that are read at a time; not an option", exclude=True)


@hookimpl
def initialize(plugin_manager: pluggy.PluginManager) -> None:
    """Do without Tesseract where it is not installed: its plugin would refuse to start.

    OCRmyPDF asks for the options of Tesseract all the same, so these stay.
    """
    if shutil.which("tesseract") is not None or not plugin_manager.has_plugin(_TESSERACT):
        return
    whole: Any = plugin_manager.unregister(name=_TESSERACT)
    options: Any = ModuleType(f"{_TESSERACT}.options")
    options.register_options, options.add_options = whole.register_options, whole.add_options
    plugin_manager.register(options)


@hookimpl
def register_options() -> dict[str, type[BaseModel]]:
    """The options' model."""
    return {"baokan": BaokanOptions}


@hookimpl
def add_options(parser: ArgumentParser) -> None:
    """The command line's options."""
    group = parser.add_argument_group("Baokan", "Reading Chinese print with Baokan")
    group.add_argument(
        "--baokan-config",
        metavar="FILE",
        dest="baokan_config",
        help="Settings file (default: baokan.toml in the current folder, where there is one).",
    )
    group.add_argument(
        "--baokan-set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="baokan_set",
        help="Change one setting, for instance gazetteer.files=names.csv. May be repeated.",
    )


@hookimpl
def check_options(options: OcrOptions) -> None:
    """Let Baokan's own renderer write the text; tell of wrong settings before anything is read."""
    if not _chosen(options):
        return
    if options.pdf_renderer not in ("auto", "sandwich"):
        log.warning("Baokan writes the text layer itself: --pdf-renderer %s has no effect.", options.pdf_renderer)
    options.pdf_renderer = "sandwich"
    if options.languages == _UNSAID:
        options.languages = [_OURS]
    _settings(options)


@hookimpl
def validate(pdfinfo: PdfInfo, options: OcrOptions) -> None:
    """Now the number of pages is known: share the cores among the workers that there will be."""
    if _chosen(options):
        _own(options).workers = min(options.jobs or available_cpu_count(), len(pdfinfo))


@hookimpl
def filter_ocr_image(page: PageContext, image: Image.Image) -> Image.Image | None:
    """No limits of Tesseract's for Baokan's images."""
    return image if _chosen(page.options) else None


@hookimpl
def get_ocr_engine(options: OcrOptions | None) -> OcrEngine | None:
    """Baokan, unless another engine is asked for."""
    return BaokanEngine() if options is None or _chosen(options) else None


class BaokanEngine(OcrEngine):
    """What OCRmyPDF asks of an engine."""

    name: ClassVar[str] = "Baokan"

    @staticmethod
    def version() -> str:
        """Baokan's version."""
        try:
            return version("baokan")
        except PackageNotFoundError:  # run from a checkout that is not installed
            return "unknown"

    @staticmethod
    def creator_tag(options: OcrOptions) -> str:
        """For the metadata of the PDF."""
        return f"Baokan {BaokanEngine.version()}"

    def __str__(self) -> str:
        return f"Baokan {self.version()}"

    @staticmethod
    def languages(options: OcrOptions) -> Set[str]:
        """What ``-l`` may name."""
        return LANGUAGES

    @staticmethod
    def get_orientation(input_file: Path, options: OcrOptions) -> OrientationConfidence:
        """How far the page lies turned clockwise, which OCRmyPDF undoes."""
        from pipeline.formats.pdf.reading import posture

        with _Told():
            orientation, _, confidence = posture(input_file, _pipeline(options))
        return OrientationConfidence(angle=-orientation % 360, confidence=confidence)

    @staticmethod
    def get_deskew(input_file: Path, options: OcrOptions) -> float:
        """The counter-clockwise turn that makes the lines level, degrees."""
        from pipeline.formats.pdf.reading import posture

        with _Told():
            _, skew, _ = posture(input_file, _pipeline(options))
        return -skew

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: OcrOptions) -> None:
        """Read an image; write its text layer, and its text for the sidecar."""
        from pipeline.export.plain import document_text, page_text
        from pipeline.formats.pdf.reading import read, write_text

        with Image.open(input_file) as image:
            size, dpi = image.size, float(image.info.get("dpi", (_DPI_UNKNOWN,))[0])
        with _Told():
            pages = read(input_file, _pipeline(options))
        with output_pdf.open("wb") as stream:
            write_text(stream, pages, "corrected", size, dpi)
        output_text.write_text(document_text(page_text(page, "corrected") for page in pages), encoding="utf-8")

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: OcrOptions) -> None:
        """Not for Baokan, whose text layer is placed by the character."""
        raise BadArgsError("Baokan gives OCRmyPDF a text layer, no hOCR. For hOCR: baokan export hocr.")


class _Told:
    """Baokan's errors in OCRmyPDF's terms."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, (EngineError, GazetteerError)):
            raise MissingDependencyError(str(error)) from error
        if isinstance(error, SettingsError):
            raise BadArgsError(str(error)) from error


def _chosen(options: OcrOptions) -> bool:
    return options.ocr_engine == "auto"


def _own(options: OcrOptions) -> BaokanOptions:
    found: BaokanOptions = options.baokan
    return found


def _settings(options: OcrOptions) -> Any:
    """The settings of a worker.  Raises ``BadArgsError``."""
    from pipeline.formats.pdf.reading import settings

    own = _own(options)
    workers = own.workers or options.jobs or available_cpu_count()
    with _Told():
        return settings(
            Path(own.config) if own.config else None, own.set, max(1, available_cpu_count() // max(1, workers))
        )


def _pipeline(options: OcrOptions) -> Pipeline:
    from pipeline.formats.pdf.reading import pipeline_of

    return pipeline_of(_settings(options))
