"""Composes the page of an invitation from its form, with the office's typst template.

What people wrote reaches the template as values, never as markup, and the same order gives the same bytes. Typst is an extra: an office that has not installed
it composes nothing. It keeps one thread, which it starts with its first page; `warm_up` makes that before a worker may start none any more.
"""

import json
import re
import struct
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.pdf.faces import Face, font_file, lacking
from pipeline.domain.errors import ConfigurationError, DraftRefusedError, Fault
from pipeline.domain.invitation import InvitationOrder
from pipeline.domain.notes import invitation as say
from pipeline.domain.notes import pages as say_pages

if TYPE_CHECKING:
    import typst

_STANDARD: Final = "a-1b"
"""PDF/A-1b: what a letter's archived copy is best kept as"""
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""so that the same order always gives the same bytes"""
_LINE: Final = re.compile(r"┌─ [^\n]*?:(\d+):\d+")
"""where the compiler says that a fault stands"""
_FONTS: Final = Path(font_file(Face.SANS)).parent


def can_compose() -> bool:
    """Whether typst is installed."""
    return find_spec("typst") is not None


def warm_up() -> None:
    """Compose a page of nothing, so that fonts and thread are there."""
    if can_compose():
        environ["RAYON_NUM_THREADS"] = "1"
        _compile(b"-", _FONTS, "{}")


def compose(target: Path, order: InvitationOrder, template: Path) -> None:
    """Write an invitation's page, with placeholders for number, date and TTE.

    Args:
        target: the file to write; one that is there is replaced.
        order: what it says.
        template: what it looks like; it may import and show what lies in its folder, and nothing else.

    Raises:
        DraftRefusedError: it holds a character that our typefaces lack; every such text at once.
        ConfigurationError: the template is wrong, or it or the emblem cannot be read.
        OSError: the target cannot be written.
    """
    if not can_compose():
        raise DraftRefusedError(say.NEEDS_PDF())
    faults = tuple(dict.fromkeys(say_pages.CHARACTER_NOT_DRAWABLE(character=strange, text=text) for text in order.texts() if (strange := _strange(text))))
    if faults:
        raise DraftRefusedError(faults[0], tuple(Fault(message=one) for one in faults))
    from typst import TypstError

    values = json.dumps(_values(order), ensure_ascii=False)
    try:
        page = _compile(_source(template), template.parent, values)
    except TypstError as wrong:
        line = int(found[1]) if (found := _LINE.search(wrong.diagnostic)) else 1
        raise ConfigurationError(say.TEMPLATE_WRONG(file=template, line=line, reason=wrong.message)) from wrong
    target.write_bytes(page)


def _strange(text: str) -> str:
    """The first character that cannot be drawn."""
    return lacking(Face.SANS, " ".join(text.split()))


def _source(file: Path) -> bytes:
    try:
        source = file.read_bytes()
        source.decode("utf-8")
    except OSError as gone:
        raise ConfigurationError(say.TEMPLATE_UNREADABLE(file=file, reason=gone.strerror)) from gone
    except UnicodeDecodeError as strange:
        raise ConfigurationError(say.TEMPLATE_UNREADABLE(file=file, reason="UTF-8?")) from strange
    return source


def _compile(source: bytes, root: Path, values: str) -> bytes:
    import typst

    page = typst.Compiler(source, root=root, font_paths=_fonts()).compile(
        format="pdf", sys_inputs={"surat": values}, pdf_standards=[_STANDARD], timestamp=_NO_DATE
    )
    if not isinstance(page, bytes):
        raise TypeError
    return page


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])


def _values(order: InvitationOrder) -> dict[str, object]:
    """What the template calls `surat`, by the names that an Indonesian administrator knows."""
    form, head = order.form, order.letterhead
    return {
        "kertas": head.paper.value,
        "kop": head.lines,
        "alamat": head.address,
        "lambang": list(_picture(Path(head.emblem))) if head.emblem else None,
        "tempat": order.place,
        "sifat": order.manner,
        "lampiran": order.enclosure,
        "hal": order.subject,
        "kepada": order.recipients,
        "tembusan": order.copies_to,
        "pembuka": form.opening.expandtabs(4),
        "hari_tanggal": form.day_and_date,
        "waktu": form.time,
        "tempat_acara": form.place,
        "acara": form.occasion,
        "penutup": form.closing.expandtabs(4),
        "tte": {"lebar_mm": order.signature_size.width_mm, "tinggi_mm": order.signature_size.height_mm},
        "penanda_tangan": [{"jabatan": one.position, "nama": one.name, "pangkat": one.rank, "nip": one.nip, "ke": one.mark} for one in order.signatories],
    }


def _picture(file: Path) -> bytes:
    """A PNG on white: PDF/A-1 has nothing that shines through.

    Raises:
        ConfigurationError: it is gone, or broken since the configuration was read.
    """
    from PIL import Image

    try:
        with Image.open(file, formats=("PNG",)) as picture:
            colours = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError) as broken:
        raise ConfigurationError(say.EMBLEM_UNREADABLE(file=file)) from broken
    flat = Image.new("RGB", colours.size, "white")
    flat.paste(colours, mask=colours.getchannel("A"))
    written = BytesIO()
    flat.save(written, "PNG")
    return written.getvalue()
