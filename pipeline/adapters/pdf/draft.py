"""A draft's PDF, opened: its pages with their text and placeholders; or the verdict that it can be no letter.

Nothing that pypdf raises leaves this module: a file that cannot be read is the file's fault, and its writer is told.
"""

import io
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Self

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import NameObject, RectangleObject

from pipeline.adapters.pdf.beside import is_signed
from pipeline.adapters.pdf.geometry import Area, Frame, boxes, frame
from pipeline.adapters.pdf.ink import Drawings, Picture
from pipeline.adapters.pdf.pagetext import PageText, page_text
from pipeline.adapters.pdf.rules import Rule
from pipeline.adapters.pdf.tokens import Found, find
from pipeline.domain.errors import DraftRefusedError, IncompleteDraftError, SuratError
from pipeline.domain.notes import Message
from pipeline.domain.notes import pages as say
from pipeline.domain.page import SIGNATURES

_HEAD_BYTES: Final = 1024
_TAIL_BYTES: Final = 2048
SMALL_BYTES: Final = 4 << 20
"""a file up to this size is held in memory, which is quicker"""
_LEAST_PT: Final = 72.0
_MOST_PT: Final = 3500.0
"""of a page's sides; A0 is 3370 long"""
_FARTHEST_PT: Final = 100_000.0
"""from a page's origin to its edge"""
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One page of a draft; its margins are worked out once, so it has no slots."""

    number: int
    page: PageObject
    frame: Frame
    content: bytes
    text: PageText
    found: list[Found]

    @property
    def bars(self) -> list[Rule]:
        """What underlines the placeholder of a TTE and nothing else: it goes with it."""
        marks = [found for found in self.found if found.name in SIGNATURES]
        return [rule for found in marks for rule in self.text.rules if rule.is_under(found.first.show, union(found.areas))]

    @cached_property
    def margins(self) -> tuple[float, float]:
        """How far to the left and the right the page's upright text goes; the right one mirrors the left one where text is short."""
        upright = [show for show in self.text.shows if show.direction == (1.0, 0.0) and show.text.strip()]
        left = max(0.0, min((show.left for show in upright), default=0.0))
        right = max((show.right for show in upright), default=0.0)
        return left, min(self.frame.width_pt, max(right, self.frame.width_pt - left))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A readable draft."""

    source: str | Path
    reader: PdfReader
    leaves: list[Leaf]
    drawings: Drawings
    file: BinaryIO

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its file is let go."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.drawings.close()
        self.file.close()

    @property
    def text(self) -> str:
        """The text of all pages, white space folded."""
        return _SPACES.sub(" ", "\n".join(leaf.text.text for leaf in self.leaves)).strip()

    def picture(self, number: int, area: Area, gone: Found | None = None) -> Picture:
        """A page around `area`; without the placeholder that makes room. Other placeholders count as ink: a value will be there."""
        drawn = self.drawings.window(number, area)
        if gone is None:
            return drawn
        bars = [bar.area for bar in self.leaves[number - 1].bars] if gone.name in SIGNATURES else []
        return drawn.without(one.grown(0.6) for one in (*gone.areas, *bars))


class _Reader(PdfReader):
    """A lenient reader that gives up what it cannot read to its end for depth.

    pypdf itself goes on behind the place where Python's stack ended, so that what it reads there depends on how deep its caller stood: a letter, one without
    its placeholders, or a damaged file. It asks whether it is strict wherever it is about to pass over an error.
    """

    @property
    def strict(self) -> bool:
        """Never.

        Raises:
            LimitReachedError: the error about to be passed over is the end of the stack or of the memory.
        """
        passed_over = sys.exception()
        if passed_over is not None and isinstance(passed_over.__cause__, RecursionError | MemoryError):
            raise LimitReachedError from passed_over
        return False

    @strict.setter
    def strict(self, _: bool) -> None: ...


def open_draft(source: str | Path) -> Draft:
    """Read a draft.

    Raises:
        IncompleteDraftError: it begins as a PDF and has no readable end.
        DraftRefusedError: it is no PDF, locked, empty, signed or unreadable.
    """
    _check_bytes(Path(source))
    with ExitStack() as kept:
        file = kept.enter_context(_opened(Path(source)))
        reader, pages = _read(file)
        with refusing(say.UNREADABLE()):
            if is_signed(Path(source), reader, pages):
                raise DraftRefusedError(say.ALREADY_SIGNED())
            leaves = [_leaf(number, page) for number, page in enumerate(pages, 1)]
        kept.pop_all()
        return Draft(source=source, reader=reader, leaves=leaves, drawings=Drawings(file.getvalue() if isinstance(file, io.BytesIO) else source), file=file)


def _opened(source: Path) -> BinaryIO:
    """The file, in memory as a whole only where it is small, which is quicker."""
    return io.BytesIO(source.read_bytes()) if source.stat().st_size <= SMALL_BYTES else source.open("rb")


def _read(file: BinaryIO) -> tuple[PdfReader, list[PageObject]]:
    with refusing(say.INCOMPLETE(), IncompleteDraftError):
        reader = _Reader(file)
        encrypted = reader.is_encrypted
    if encrypted:
        raise DraftRefusedError(say.ENCRYPTED())
    with refusing(say.INCOMPLETE(), IncompleteDraftError):
        pages = list(reader.pages)
    if not pages:
        raise DraftRefusedError(say.NO_PAGES())
    return reader, pages


@contextmanager
def refusing(message: Message, verdict: type[DraftRefusedError] = DraftRefusedError) -> Iterator[None]:
    """Whatever a broken file leads a reader to raise becomes this verdict."""
    try:
        yield
    except (SuratError, MemoryError):
        raise
    except LimitReachedError as exc:
        raise DraftRefusedError(say.TOO_HEAVY()) from exc
    except Exception as exc:
        raise verdict(message) from exc


def _check_bytes(source: Path) -> None:
    """The head names a PDF; the tail names its end, but for the zeros of a copy under way."""
    with source.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL_BYTES))
        tail = file.read()
    if b"%PDF-" not in head:
        raise DraftRefusedError(say.NOT_A_PDF())
    if b"%%EOF" not in tail:
        raise IncompleteDraftError(say.INCOMPLETE())


def _leaf(number: int, page: PageObject) -> Leaf:
    _lay_straight(number, page)
    seen = frame(page)
    contents = page.get_contents()
    content = contents.get_data() if contents is not None else b""
    text = page_text(content, page.get("/Resources"), seen.to_seen)
    return Leaf(number=number, page=page, frame=seen, content=content, text=text, found=find(text))


def _lay_straight(number: int, page: PageObject) -> None:
    """Tell the page's boxes by their lower left corners first, as every reader wants them.

    Raises:
        DraftRefusedError: no paper is so large or small or turned like that, or its unit is not the point.
    """
    media, seen = boxes(page)
    sides = (media.right - media.left, media.top - media.bottom, seen.right - seen.left, seen.top - seen.bottom)
    usual = all(_LEAST_PT <= side <= _MOST_PT for side in sides) and all(abs(edge) <= _FARTHEST_PT for edge in media)
    if not usual or int(page.rotation) % 90 or page.get("/UserUnit", 1) != 1:
        raise DraftRefusedError(say.PAGE_SIZE(page=number))
    for name, told, box in (("/MediaBox", page.mediabox, media), ("/CropBox", page.cropbox, seen)):
        if tuple(map(float, told)) != box:
            page[NameObject(name)] = RectangleObject(box)


def union(areas: list[Area]) -> Area:
    """The smallest rectangle around all of them."""
    return Area(min(one.left for one in areas), min(one.bottom for one in areas), max(one.right for one in areas), max(one.top for one in areas))
