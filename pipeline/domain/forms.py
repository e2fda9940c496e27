"""The texts that the daemon writes for staff: sidecars to fill in, decision forms, and the note that tells what to mend.

Lines end in CRLF, so that an old Notepad shows them. Every value is quoted and every key stands once, at the start of its line; no comment begins with a
key's name. What comes from people (subjects, names, remarks) is folded into one line before it enters a comment, so that it can never become a key.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.decision import DecisionFolder, Verdict
from pipeline.domain.errors import Fault
from pipeline.domain.notes import Language
from pipeline.domain.notes import forms as words
from pipeline.domain.office import Office, Recipient
from pipeline.domain.read_decision import FURTHER_KEYS, NEEDS_NOTE, SINGLE_KEYS, VERDICTS
from pipeline.domain.read_sidecar import SPOT_KEYS
from pipeline.domain.submission import Submission

END: Final = "\r\n"
_BOM: Final = "\ufeff"
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_OPTIONAL: Final = (
    'klasifikasi: "400.12.3"',
    'tanggal: "30-01-2027"',
    'keamanan: "Biasa"',
    'urgensi: "Biasa"',
    'lampiran: "1 berkas"',
    'tembusan: "Bupati Bantul"',
    'catatan: "Mohon segera"',
    'verifikator: "sekretaris"',
)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_STOP_WORDS: Final = frozenset("dan yang untuk dari dengan pada dalam atas oleh kepada tentang serta atau surat hal".split())  # noqa: SIM905 -- reads as a sentence


def prefilled_sidecar(office: Office, unit: str, language: Language = Language.INDONESIAN) -> str:
    """A sidecar to fill in, for a PDF that came alone: mandatory keys blank, the others explained.

    Args:
        office: its address book and signatories.
        unit: the id of the unit in whose folder the PDF lies.
        language: what the comments are in.
    """
    keys = list(office.address_book)
    example = "; ".join([*keys[:2], "Camat Sewon"])
    home = office.units[unit]
    comments = [
        words.SIDECAR_TITLE(unit=home.name).words(language),
        words.SIDECAR_SUBJECT().words(language),
        words.SIDECAR_TO(example=example).words(language),
        words.SIDECAR_BOOK().words(language),
        *(f"  {key} = {one.name}" for key, one in office.address_book.items()),
        words.SIDECAR_SIGNATORIES(names=", ".join(home.signatories or (office.head,))).words(language),
        words.SIDECAR_MORE().words(language),
        *(f"  > {line}" for line in _OPTIONAL),
    ]
    return _file([*map(_comment, comments), 'hal: ""', 'kepada: ""'])


def returned_sidecar(submission: Submission, letter: str, language: Language = Language.INDONESIAN) -> str:
    """The sidecar of a returned letter as its revision needs it; it reads back to the same submission, with `surat` filled in.

    Args:
        submission: what was asked for.
        letter: the returned letter's id.
        language: what the comment is in.
    """
    one = submission
    told = words.SIDECAR_RETURNED if one.invitation is None else words.SIDECAR_RETURNED_INVITATION
    lines = [
        _comment(told(letter=letter).words(language)),
        _pair("surat", letter),
        _pair("hal", one.subject),
        *_recipients("kepada", one.recipients),
        *_recipients("tembusan", one.copies_to),
        _pair("keamanan", one.security.value),
        _pair("urgensi", one.urgency.value),
        *_signatories(one),
    ]
    optional = {
        "klasifikasi": one.code,
        "tanggal": in_words(one.letter_date) if one.letter_date else None,
        "lampiran": one.enclosure,
        "catatan": one.remark,
        "nomor": one.number,
    }
    lines += [_pair(key, value) for key, value in optional.items() if value]
    if one.extra_verifiers:
        lines += ["verifikator:", *(f"  - {quoted(each)}" for each in one.extra_verifiers)]
    names = {token: key for key, token in SPOT_KEYS.items()}
    spots = {token: spot for token, spot in one.spots.items() if token in names}
    if spots:
        lines.append("posisi:")
        for token, spot in spots.items():
            lines.append(f'  {names[token]}: {{halaman: "{spot.page}", x_mm: "{_millimetres(spot.x_mm)}", y_mm: "{_millimetres(spot.y_mm)}"}}')
    return _file([*lines, *_invitation(submission)])


def decision_form(  # noqa: PLR0913 -- each is a line of the form
    folder: DecisionFolder,
    *,
    letter: str,
    document: str,
    facts: Sequence[tuple[str, str]],
    needs_code: bool = False,
    suggested: Sequence[tuple[str, str]] = (),
    several: bool = False,
    passphrase: bool = False,
    official: str = "",
    code: bool = False,
    code_asked: str = "",
    language: Language = Language.INDONESIAN,
) -> str:
    """A decision, ready but for the word.

    Args:
        folder: where it will lie.
        letter: the letter's id.
        document: `sha256:<64 hex>` of the PDF beside it.
        facts: what the official should see before he decides, as (label, value), such as ("Kepada", "…").
        needs_code: in 2-penomoran, whether the classification code is missing.
        suggested: codes with their meanings.
        several: in 5-kirim/cetak, whether there are several recipients.
        passphrase: in 4-tte, whether plain passphrases are in use.
        official: in 4-tte, whose folder it is; where plain passphrases are not in use, he signs by command.
        code: in 4-tte, whether this signatory may give a one-time code, and ask for one.
        code_asked: when a code was asked for with this letter; empty if none was.
        language: what the comments are in.
    """
    verdicts = [one for one in VERDICTS[folder] if code or one is not Verdict.ASK_CODE]
    with_reason = [one.value for one in verdicts if one in NEEDS_NOTE]
    asks = passphrase and folder is DecisionFolder.SIGNATURE
    comments = [words.DECISION_TITLE(letter=letter).words(language), *(f"  {label}: {value}" for label, value in facts)]
    if suggested:
        comments += [words.DECISION_CODES().words(language), *(f"  {code} = {meaning}" for code, meaning in suggested)]
    if several:
        comments.append(words.DECISION_SEVERAL().words(language))
    comments.append(words.DECISION_VERDICTS(verdicts=", ".join(one.value for one in verdicts)).words(language))
    if with_reason:
        comments.append(words.DECISION_NOTE(verdicts=", ".join(with_reason)).words(language))
    if asks:
        comments.append(words.DECISION_PASSPHRASE().words(language))
    elif folder is DecisionFolder.SIGNATURE and official:
        comments += [words.DECISION_BY_COMMAND().words(language), f"  surat decide {letter} setuju --as {official} --passphrase-file -"]
    if code:
        asked = words.DECISION_CODE_ASKED(when=code_asked) if code_asked else words.DECISION_ASK_CODE()
        comments += [words.DECISION_CODE().words(language), asked.words(language)]
    further = FURTHER_KEYS.get(folder, ())
    keys = [key for key in further if not (key == "klasifikasi" and not needs_code) and not (key == "tujuan" and not several)]
    filled = {"surat": letter, "dokumen": document}
    lines = [_pair(key, filled.get(key, "")) for key in (*SINGLE_KEYS, *keys, *(("passphrase",) if asks else ()), *(("totp",) if code else ()))]
    return _file([*map(_comment, comments), *lines])


def repair_note(faults: Iterable[Fault], name: str, language: Language = Language.INDONESIAN) -> str:
    """What to mend in a file (`PERBAIKI.txt`): every fault with its place, its line and what to write. Begins with a byte order mark.

    Args:
        faults: all that was found.
        name: the file's name.
        language: what it is written in.
    """
    found = list(faults)
    lines = [words.REPAIR_TITLE(name=one_line(name), count=len(found)).words(language), ""]
    for number, fault in enumerate(found, start=1):
        place = words.REPAIR_PLACE(line=fault.place.line, column=fault.place.column).words(language) + ": " if fault.place else ""
        lines.append(f"{number}. {place}{one_line(fault.message.words(language))}")
        if fault.place and fault.place.quote:
            lines.append(f"   > {one_line(fault.place.quote)}")
    return _BOM + _file([*lines, "", words.REPAIR_END().words(language)])


def suggest_codes(subject: str, codes: Mapping[str, str], n: int = 5) -> tuple[tuple[str, str], ...]:
    """The classification codes whose meaning shares most words with a subject, best first; the more special code before the general.

    >>> suggest_codes("Laporan kelahiran", {"400.12": "Kependudukan", "400.12.3": "Pencatatan Kelahiran"})
    (('400.12.3', 'Pencatatan Kelahiran'),)
    """
    wanted = _stems(subject)
    ranked = []
    for code, meaning in codes.items():
        stems = _stems(meaning)
        if shared := len(wanted & stems):
            ranked.append((-shared, -shared / len(stems), -len(code), code))
    return tuple((code, codes[code]) for *_, code in sorted(ranked)[:n])


def quoted(text: str) -> str:
    r"""A text as one quoted value that reads back the same.

    >>> quoted('C:\\ "x"')
    '"C:\\\\ \\"x\\""'
    """
    return '"' + "".join(_ESCAPES.get(one) or (one if one.isprintable() and one != "\ufffd" else f"\\U{ord(one):08x}") for one in text) + '"'


def one_line(text: str) -> str:
    r"""A text folded to one line, without control characters.

    >>> one_line("Rapat\n  kerja\x00")
    'Rapat kerja '
    """
    folded = " ".join(text.split())
    return folded if folded.isprintable() else "".join(one if one.isprintable() else " " for one in folded)


def _stems(text: str) -> frozenset[str]:
    """The words that carry meaning, without the commonest endings."""
    plain = (one for one in _WORD.findall(text.casefold()) if one not in _STOP_WORDS)
    return frozenset(re.sub(r"(?<=\w{4})(?:kan|an)?(?:nya)?$", "", one) for one in plain)


def _pair(key: str, value: str) -> str:
    return f"{key}: {quoted(value)}"


def _comment(text: str) -> str:
    """A comment line; the bar keeps its first word from being read as a key."""
    indent = "  " if text.startswith("  ") else ""
    return f"# | {indent}{one_line(text)}"


def _recipients(key: str, recipients: Sequence[Recipient]) -> list[str]:
    if not recipients:
        return []
    lines = [f"{key}:"]
    for one in recipients:
        pairs = (("nama", one.name), ("email", one.email), ("alamat", one.address), ("saluran", one.channel.value))
        lines.append("  - {" + ", ".join(_pair(name, value) for name, value in pairs) + "}")
    return lines


def _signatories(submission: Submission) -> list[str]:
    if not submission.co_signatories:
        return [_pair("penandatangan", submission.signatory)]
    return ["penandatangan:", *(f"  - {quoted(one)}" for one in submission.signatories)]


def _invitation(submission: Submission) -> list[str]:
    one = submission.invitation
    if one is None:
        return []
    values = {
        "pembuka": one.opening,
        "hari_tanggal": one.day_and_date,
        "waktu": one.time,
        "tempat": one.place,
        "acara": one.occasion,
        "penutup": one.closing,
    }
    return ["undangan:", *(f"  {_pair(key, value)}" for key, value in values.items())]


def _millimetres(length: float) -> str:
    """A length without exponent: `1e-05` is no way to write on a form."""
    return format(Decimal(repr(length)), "f")


def _file(lines: Iterable[str]) -> str:
    return "".join(line + END for line in lines)
