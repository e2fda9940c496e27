"""Drafts for the tests, written operator by operator; and what the judges see of them."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject

from pipeline.domain.page import Binding, Layout, StampOrder, Token
from tests.judges import picture

KONSEP = Path(__file__).parents[2] / "data" / "konsep"
DRAFTS = sorted(KONSEP.glob("*.pdf"))
NUMBER = "400.12.2.1/00123/DAFDUK"
DATE = "23 November 2026"
BINDING = Binding(letter="2026-000001", revision=2, sidecar="sha256:" + "a" * 64)
SIGNATURE_LINE = "BT /F1 12 Tf 350 200 Td (${ttd_pengirim}) Tj ET"
DPI = 100

Word = tuple[str, float, float, float, float]


def an_order(layout: Layout | None = None, **values: str) -> StampOrder:
    told = {Token.NUMBER: NUMBER, Token.DATE: DATE} | {Token(name): value for name, value in values.items()}
    return StampOrder(values=told, layout=layout or Layout(), binding=BINDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A page's own boxes, upright A4 unless told."""

    media: tuple[float, float, float, float] = (0, 0, 595, 842)
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0


def a_draft(path: Path, *contents: str, paper: Paper | None = None, form: str = "") -> Path:
    """A PDF with a page for each content stream; F1 is Helvetica, F2 Times Bold, X1 the form."""
    paper = paper or Paper()
    writer = PdfWriter()
    for content in contents:
        page = writer.add_blank_page(100, 100)
        page[NameObject("/MediaBox")] = ArrayObject(map(FloatObject, paper.media))
        if paper.crop:
            page[NameObject("/CropBox")] = ArrayObject(map(FloatObject, paper.crop))
        page[NameObject("/Rotate")] = NumberObject(paper.rotate)
        fonts = DictionaryObject({NameObject("/F1"): _font("Helvetica"), NameObject("/F2"): _font("Times-Bold")})
        resources = DictionaryObject({NameObject("/Font"): fonts})
        if form:
            stream = _stream(form)
            stream.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
            stream[NameObject("/BBox")] = ArrayObject(map(FloatObject, paper.media))
            resources[NameObject("/XObject")] = DictionaryObject({NameObject("/X1"): writer._add_object(stream)})  # noqa: SLF001 - pypdf's only way
        page[NameObject("/Resources")] = resources
        page[NameObject("/Contents")] = writer._add_object(_stream(content))  # noqa: SLF001 - the same
    writer.write(path)
    return path


def with_picture(draft: Path) -> Path:
    """The draft with a grey picture Im1 that its content may draw."""
    writer = PdfWriter(clone_from=draft)
    image = DecodedStreamObject()
    image.set_data(b"\xf8")
    facts = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}
    image.update({NameObject(name): NameObject(value) for name, value in facts.items()})
    image.update({NameObject(name): NumberObject(value) for name, value in {"/Width": 1, "/Height": 1, "/BitsPerComponent": 8}.items()})
    for page in writer.pages:
        page["/Resources"].setdefault(NameObject("/XObject"), DictionaryObject())[NameObject("/Im1")] = writer._add_object(image)  # noqa: SLF001 - pypdf's only way
    writer.write(draft)
    return draft


def _font(name: str) -> DictionaryObject:
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": f"/{name}", "/Encoding": "/WinAnsiEncoding"}
    return DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})


def _stream(content: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content.encode("latin-1"))
    return stream


def words(path: Path, page: int = 1) -> list[Word]:
    """Each word with its left, top, right and bottom in points of the page as seen, as poppler finds it."""
    told = subprocess.run(["pdftotext", "-bbox", "-cropbox", "-f", str(page), "-l", str(page), str(path), "-"], capture_output=True, text=True, check=True)
    found = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', told.stdout)
    return [(word, float(left), float(top), float(right), float(bottom)) for left, top, right, bottom, word in found]


def raw_text(path: Path) -> str:
    """All that poppler finds in the file, in the order of its content, without white space."""
    told = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return "".join(told.stdout.split())


def pixels(path: Path, page: int = 1) -> tuple[int, list[bytes]]:
    """A page's width in pixels, and its grey rows."""
    pgm = picture(path, page, DPI)
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", pgm)
    assert head
    width, body = int(head[1]), pgm[head.end() :]
    return width, [body[at : at + width] for at in range(0, len(body), width)]


def changed_outside(before: Path, after: Path, boxes: list[tuple[float, float, float, float]], page: int = 1) -> list[tuple[int, int]]:
    """Pixels that differ outside the boxes (left, top, right, bottom in points as seen)."""
    (_, old), (_, new) = pixels(before, page), pixels(after, page)
    assert len(old) == len(new)
    scale, slack = DPI / 72, 3
    rims = [(left * scale - slack, top * scale - slack, right * scale + slack, bottom * scale + slack) for left, top, right, bottom in boxes]
    return [
        (x, y)
        for y, (was, now) in enumerate(zip(old, new, strict=True))
        if was != now
        for x in range(len(was))
        if was[x] != now[x] and not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in rims)
    ]
