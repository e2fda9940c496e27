"""The covering note (*pengantar*) that travels beside a letter by e-surat: what it says, how it is written, and how one is read.

A public contract between offices: the README's "E-surat between offices" names every key. A note of another version is refused, keys that are not known are
passed over. A confidential letter's note does not tell what the letter is about.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import esurat as say
from pipeline.domain.office import Office, Security, Urgency

FORMAT: Final = "surat-esurat"
"""What every covering note says it is."""
VERSION: Final = 1
"""The version written here, and the only one that is read."""
RECEIPT: Final = ".terima.json"
"""How the name of a receipt ends; the rest is its message's id, or the covering note's own name."""
MOST_BYTES: Final = 65_536
"""No covering note is larger."""
_LONGEST: Final = 1_000
"""characters of one value"""
_MESSAGE: Final = re.compile(r"[a-z0-9][a-z0-9.-]{7,127}(?<!\.terima)")
"""a note is filed under its id, and must not take the place of another's receipt, `<id>.terima.json`"""
_DOCUMENT: Final = re.compile(r"sha256:[0-9a-f]{64}")
_FILE: Final = re.compile(r"[^./][^/]*\.pdf")
_LONGEST_FILE: Final = 200
"""bytes of a file's name; a receipt or a reason is put beside it under a longer one"""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MARK_LENGTH: Final = 20
_YES: Final = {"ya": True, "tidak": False}
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What is known of a letter without opening it."""

    message: str
    """the delivery's own id: the same for the same letter, document and recipient whenever it is sent"""
    letter: str
    """the letter's id at its sender"""
    number: str
    day: str
    """the letter's date, ISO 8601; empty where it has none"""
    subject: str
    """empty where the letter is confidential"""
    enclosure: str
    """the same"""
    security: Security
    urgency: Urgency
    sender_id: str
    sender: str
    recipient: str
    is_copy: bool
    """a *tembusan*"""
    signatory: str
    position: str
    """what he signs as"""
    file: str
    """the PDF's name, in the same folder"""
    size_bytes: int
    document: str
    """`sha256:…` of the PDF"""


def message_id(office: str, letter: Letter, delivery: Delivery) -> str:
    """A delivery's id, made of nothing but what is delivered to whom, so that it is the same after a crash, a restore or a move.

    Args:
        office: the sender's id.
        letter: what is sent.
        delivery: to whom.
    """
    one = delivery.recipient
    facts = (letter.document or "", one.folder, one.name, "tembusan" if delivery.is_copy else "kepada")
    mark = hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()[:_MARK_LENGTH]
    return f"{office}.{letter.id}.{mark}"


def cover_of(office: Office, letter: Letter, delivery: Delivery, file: str, size_bytes: int) -> Cover:
    """What goes with a letter to one recipient.

    Args:
        office: the sender.
        letter: what is sent, signed.
        delivery: to whom.
        file: the PDF's name at the recipient.
        size_bytes: its size.
    """
    asked, seat = letter.submission, letter.signatory
    acting, holder = office.officials.get(seat.acting), office.officials.get(seat.holder)
    tells = not asked.security.is_confidential
    return Cover(
        message=message_id(office.id, letter, delivery),
        letter=letter.id,
        number=letter.number.text if letter.number else "",
        day=letter.date.isoformat() if letter.date else "",
        subject=asked.subject if tells else "",
        enclosure=asked.enclosure if tells else "",
        security=asked.security,
        urgency=asked.urgency,
        sender_id=office.id,
        sender=office.name,
        recipient=delivery.recipient.name,
        is_copy=delivery.is_copy,
        signatory=acting.name if acting else seat.acting,
        position=f"{seat.capacity} {holder.position if holder else seat.holder}".strip(),
        file=file,
        size_bytes=size_bytes,
        document=letter.document or "",
    )


def written(cover: Cover) -> bytes:
    """A covering note as a file: JSON, UTF-8, the same bytes for the same facts, without what its reader would refuse."""
    facts: dict[str, str | int] = {
        "format": FORMAT,
        "versi": VERSION,
        "id_pesan": cover.message,
        "surat": cover.letter,
        "nomor": cover.number,
        "tanggal": cover.day,
        "hal": cover.subject,
        "lampiran": cover.enclosure,
        "keamanan": cover.security.value,
        "urgensi": cover.urgency.value,
        "id_kantor": cover.sender_id,
        "dari": cover.sender,
        "kepada": cover.recipient,
        "tembusan": "ya" if cover.is_copy else "tidak",
        "penandatangan": cover.signatory,
        "jabatan": cover.position,
        "berkas": cover.file,
        "ukuran": cover.size_bytes,
        "dokumen": cover.document,
    }
    clean = {key: _UNPRINTABLE.sub("", value) if isinstance(value, str) else value for key, value in facts.items()}
    return json.dumps(clean, ensure_ascii=False, indent=2).encode() + b"\n"


def is_cover(content: bytes) -> bool:
    """Whether a file says that it is a covering note, of whatever version.

    >>> is_cover(b'{"format": "surat-esurat", "versi": 7}'), is_cover(b"{}"), is_cover(b"halo")
    (True, False, False)
    """
    try:
        return _object(content).get("format") == FORMAT
    except DraftRefusedError:
        return False


def is_plain(text: str) -> bool:
    r"""Whether a text that another office wrote can be stored and shown as what it is: no control, no turn of direction, no half of a character.

    >>> is_plain("Undangan, 5/6"), is_plain("satu\ndua"), is_plain("R-\ud800")
    (True, False, False)
    """
    return _UNPRINTABLE.search(text) is None


def read_cover(content: bytes) -> Cover:
    """A covering note that somebody else wrote.

    Raises:
        DraftRefusedError: it cannot be believed; the reason names the key.
    """
    if len(content) > MOST_BYTES:
        raise DraftRefusedError(say.NOTE_TOO_LARGE())
    facts = _object(content)
    version = facts.get("versi")
    if facts.get("format") != FORMAT or version != VERSION or isinstance(version, bool):
        raise DraftRefusedError(say.OTHER_VERSION(version=str(version)[:20], known=VERSION))
    size = facts.get("ukuran")
    if isinstance(size, bool) or not isinstance(size, int) or size <= 0:
        raise DraftRefusedError(say.VALUE_WRONG(key="ukuran"))
    return Cover(
        message=_formed(facts, "id_pesan", _MESSAGE),
        letter=_text(facts, "surat"),
        number=_text(facts, "nomor"),
        day=_day(facts),
        subject=_text(facts, "hal"),
        enclosure=_text(facts, "lampiran"),
        security=Security(_one_of(facts, "keamanan", {one.value: one.value for one in Security})),
        urgency=Urgency(_one_of(facts, "urgensi", {one.value: one.value for one in Urgency})),
        sender_id=_text(facts, "id_kantor"),
        sender=_text(facts, "dari"),
        recipient=_text(facts, "kepada"),
        is_copy=_one_of(facts, "tembusan", _YES),
        signatory=_text(facts, "penandatangan"),
        position=_text(facts, "jabatan"),
        file=_file(facts),
        size_bytes=size,
        document=_formed(facts, "dokumen", _DOCUMENT),
    )


def _object(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as wrong:
        raise DraftRefusedError(say.NOT_JSON()) from wrong
    if not isinstance(found, dict):
        raise DraftRefusedError(say.NOT_JSON())
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand there once each; readers differ in which of two they believe."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DraftRefusedError(say.KEY_TWICE())
    return found


def _text(facts: Mapping[str, object], key: str) -> str:
    found = facts.get(key)
    if not isinstance(found, str) or len(found) > _LONGEST or not is_plain(found):
        raise DraftRefusedError(say.VALUE_WRONG(key=key))
    return found


def _formed(facts: Mapping[str, object], key: str, form: re.Pattern[str]) -> str:
    found = _text(facts, key)
    if not form.fullmatch(found):
        raise DraftRefusedError(say.VALUE_WRONG(key=key))
    return found


def _file(facts: Mapping[str, object]) -> str:
    found = _formed(facts, "berkas", _FILE)
    if len(found.encode()) > _LONGEST_FILE:
        raise DraftRefusedError(say.VALUE_WRONG(key="berkas"))
    return found


def _one_of(facts: Mapping[str, object], key: str, choices: Mapping[str, _Value]) -> _Value:
    found = _text(facts, key)
    if found not in choices:
        raise DraftRefusedError(say.VALUE_WRONG(key=key))
    return choices[found]


def _day(facts: Mapping[str, object]) -> str:
    found = _text(facts, "tanggal")
    try:
        return date.fromisoformat(found).isoformat() if found else ""
    except ValueError as wrong:
        raise DraftRefusedError(say.VALUE_WRONG(key="tanggal")) from wrong
