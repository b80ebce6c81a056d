"""Pages whose words are known → how many words each engine misreads, and how long it takes.

    python tests/benchmarks/recognition.py [FOLDER]

Fifteen pages are drawn here from the bundled corpus (four typefaces, one column, two, a table) and
made worse as scanners do it. FOLDER may hold real scans, each with its words in a ``.txt`` beside
it. Tesseract is measured as Pincite reads a picture; RapidOCR (``rapidocr`` and ``onnxruntime``) as
it comes, on one core. One that is not installed is left out.

The seconds are those of one core, whatever else the machine does. The error counts words in any
order, since finding the order is not the engine's work: those of the page that were not read, or
those that were read and are not there, whichever are more, in per cent of the page's words. Signs
at the ends of words and the kind of quotation marks do not count.
"""

import argparse
import io
import random
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter, ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats import recognition

CORPUS = Path(__file__).parents[2] / "corpus"
FONTS = ("Helvetica", "Times-Roman", "Courier", "Times-Italic")
MARGIN = 60


class Scan(NamedTuple):
    """A picture of a page, the words on it, and what was done to it."""

    name: str
    image: Image.Image
    words: list[str]


# The pages.


def made_scans() -> Iterator[Scan]:
    """Each wear of each layout, the typefaces and their sizes in turn."""
    texts = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*.md"))]
    words = re.findall(r"[A-Za-z][a-z'-]*[,.;:]?(?!\w)|\d[\d,.]*\d", " ".join(texts))
    number = 0
    for layout, draw in LAYOUTS.items():
        for wear, worsen in WEARS.items():
            font, size = FONTS[number % len(FONTS)], (9, 10.5, 12)[number % 3]
            data, shown = drawn(draw, words[number * 600 :], font, size)
            yield Scan(f"{layout}, {font} {size}, {wear}", worsen(data), shown)
            number += 1


def drawn(draw: Any, words: list[str], font: str, size: float) -> tuple[bytes, list[str]]:
    """A page as a PDF, and the words on it."""
    file = io.BytesIO()
    canvas = Canvas(file, A4)
    canvas.setFont(font, size)
    shown = draw(canvas, iter(words), font, size)
    canvas.save()
    return file.getvalue(), shown


def column(
    canvas: Canvas, words: Iterator[str], font: str, size: float, left: float, right: float
) -> list[str]:
    """Words in lines from the top of the page to its foot."""
    shown: list[str] = []
    line: list[str] = []
    baseline = A4[1] - MARGIN
    for word in words:
        if canvas.stringWidth(" ".join([*line, word]), font, size) > right - left:
            canvas.drawString(left, baseline, " ".join(line))
            shown += line
            line, baseline = [], baseline - 1.3 * size
            if baseline < MARGIN:
                break
        line.append(word)
    return shown


def one_column(canvas: Canvas, words: Iterator[str], font: str, size: float) -> list[str]:
    """A page of prose."""
    return column(canvas, words, font, size, MARGIN, A4[0] - MARGIN)


def two_columns(canvas: Canvas, words: Iterator[str], font: str, size: float) -> list[str]:
    """A page of a journal."""
    middle = A4[0] / 2
    left = column(canvas, words, font, size, MARGIN, middle - 12)
    return left + column(canvas, words, font, size, middle + 12, A4[0] - MARGIN)


def table(canvas: Canvas, words: Iterator[str], font: str, size: float) -> list[str]:
    """A ruled table: a word, two words, two numbers."""
    shown: list[str] = []
    chance = random.Random(7)
    for row in range(28):
        baseline = A4[1] - MARGIN - 24 * row
        canvas.line(MARGIN, baseline - 8, A4[0] - MARGIN, baseline - 8)
        cells = [next(words), f"{next(words)} {next(words)}"]
        cells += [f"{chance.randrange(1, 9999):,}", f"{chance.random() * 100:.1f}"]
        for cell, x in zip(cells, (MARGIN, 190, 400, 480), strict=True):
            canvas.drawString(x, baseline, cell)
            shown += cell.split()
    return shown


LAYOUTS = {"one column": one_column, "two columns": two_columns, "table": table}


def render(data: bytes, dpi: int) -> Image.Image:
    """The page as a grey picture."""
    page = pypdfium2.PdfDocument(data)[0]
    return page.render(scale=dpi / 72, grayscale=True).to_pil()


def as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    """The picture after it was stored as a JPEG."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue()))


def noisy(image: Image.Image, strength: float) -> Image.Image:
    """The picture on grey paper with the noise of a sensor."""
    grey = np.asarray(image, np.float32) * 0.75 + 40
    noise = np.random.default_rng(3).normal(0, strength, grey.shape)
    return Image.fromarray(np.clip(grey + noise, 0, 255).astype(np.uint8))


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """The picture of a page that lay askew."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


WEARS: dict[str, Callable[[bytes], Image.Image]] = {
    "300 dpi": lambda data: render(data, 300),
    "300 dpi, turned 2°, JPEG 40": lambda data: as_jpeg(turned(render(data, 300), 2), 40),
    "200 dpi, blurred, noise": lambda data: noisy(
        render(data, 200).filter(ImageFilter.GaussianBlur(1.2)), 18
    ),
    "150 dpi, turned -1°, noise": lambda data: noisy(turned(render(data, 150), -1), 12),
    "100 dpi, JPEG 50": lambda data: as_jpeg(render(data, 100), 50),
}


def real_scans(folder: Path) -> Iterator[Scan]:
    """The pictures of a folder that have a text beside them."""
    for text in sorted(folder.glob("*.txt")):
        for path in sorted(folder.glob(f"{text.stem}.*")):
            if path.suffix in (".png", ".jpg", ".tif", ".webp"):
                image = ImageOps.exif_transpose(Image.open(path)).convert("L")
                yield Scan(path.name, image, text.read_text("utf-8").split())


# The engines.


def rapidocr() -> Callable[[Image.Image], list[str]]:
    """The package with the models in its wheel, on one core."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def words(image: Image.Image) -> list[str]:
        result = engine(np.asarray(image.convert("RGB"))[:, :, ::-1])
        return " ".join(result.txts or ()).split()

    return words


def tesseract() -> Callable[[Image.Image], list[str]]:
    """The engine of the extra, with all that Pincite does around it."""
    if not recognition.is_installed():
        raise ImportError("tesserocr")

    def words(image: Image.Image) -> list[str]:
        lines = recognition.recognise(image.convert("L"), 0.24).lines
        return " ".join(line.text for _, line in lines).split()

    return words


ENGINES = {"RapidOCR": rapidocr, "Tesseract": tesseract}


# The table.

SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-"})


def folded(words: list[str]) -> Counter[str]:
    """The words without the signs around them."""
    texts = (unicodedata.normalize("NFKC", word).translate(SIGNS) for word in words)
    return Counter(word for text in texts if (word := text.strip(".,;:!?'\"()[]-•*|⟨⟩")))


def misread(scan: Scan, found: list[str]) -> int:
    """How many words of a page were misread, left out or made up."""
    truth, read = folded(scan.words), folded(found)
    return max((truth - read).total(), (read - truth).total())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    folder = parser.parse_args().folder
    engines = {}
    for name, make in ENGINES.items():
        try:
            engines[name] = make()
        except ImportError:
            print(f"{name} is not installed")
    scans = [*made_scans(), *(real_scans(folder) if folder else ())]
    wrong: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    print("".join(f"{name:>20}" for name in engines), " words  page")
    for scan in scans:
        total = folded(scan.words).total()
        for name, words in engines.items():
            start = time.process_time()
            found = words(scan.image)
            elapsed = time.process_time() - start
            errors = misread(scan, found)
            wrong[name] += errors
            seconds[name] += elapsed
            print(f"{100 * errors / total:9.1f} % {elapsed:6.1f} s", end="", flush=True)
        print(f"{total:7,}  {scan.name}", flush=True)
    count = sum(folded(scan.words).total() for scan in scans)
    for name in engines:
        rate, pace = 100 * wrong[name] / count, seconds[name] / len(scans)
        print(f"{name}: {rate:.1f} % of {count:,} words, {pace:.1f} s a page")


if __name__ == "__main__":
    main()
