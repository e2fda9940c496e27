"""The register number (*nomor surat*): how it is written, counted, and never used twice.

The sequence is counted per (office, year of the letter's date, scope) and has no gaps: a number is used, reserved or void, never missing. The register
hands out the sequence inside the transaction that numbers the letter; here stands only what can be said without it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from string import Formatter, ascii_lowercase
from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.notes import Message
from pipeline.domain.notes import letters as say
from pipeline.domain.office import NumberRule, NumberScope, Office, Security

CODE_PATTERN: Final = re.compile(r"\d{3}(\.\d{1,2}){0,4}")
"""A classification code: three digits, then up to four parts of one or two digits."""

_INITIALS: Final = {False: "S", True: "U"}
"""letters (*surat*) and invitations (*undangan*), as a number's pattern may tell them apart"""
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMBER_FIELDS: Final = frozenset({"klasifikasi", "urut", "keamanan", "unit", "jenis", "bulan", "bulan_romawi", "tahun"})
"""What a number's pattern may name."""

INVITATIONS: Final = "undangan"
LETTERS: Final = "surat"
"""The series of an office that counts invitations apart."""


class NumberStatus(StrEnum):
    """What became of a number of the register."""

    USED = "used"
    """it is a letter's, for life"""
    RESERVED = "reserved"
    """kept for a unit's letter that is still to come"""
    VOID = "void"
    """*batal*: its letter was cancelled; never given again"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterNumber:
    """A register number as it is written, and its place in the register."""

    text: str
    year: int
    scope: str
    sequence: int
    suffix: str = ""
    """the letter of an inserted number (*nomor sisipan*), else empty"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberClaim:
    """Everything about a letter's number but its sequence."""

    rule: NumberRule
    code: str
    unit: str
    day: date
    security: Security = Security.ORDINARY
    is_invitation: bool = False

    @property
    def year(self) -> int:
        """The register's year: that of the letter's date."""
        return self.day.year

    @property
    def scope(self) -> str:
        """Which series of the year it is counted in."""
        match self.rule.scope:
            case NumberScope.ALL:
                return ""
            case NumberScope.KIND:
                return INVITATIONS if self.is_invitation else LETTERS
            case NumberScope.CODE:
                return self.code

    def write(self, sequence: int, suffix: str = "") -> RegisterNumber:
        """The number with this sequence, written after the office's pattern.

        >>> claim = NumberClaim(rule=NumberRule(), code="400.12.2.1", unit="dafduk", day=date(2026, 11, 23))
        >>> claim.write(7).text, claim.write(7, "a").text
        ('400.12.2.1/7', '400.12.2.1/7.a')
        """
        numbered = re.sub(r"\{urut(:[^}]*)?\}", lambda found: found.group(0) + (f".{suffix}" if suffix else ""), self.rule.pattern)
        text = numbered.format(
            klasifikasi=self.code,
            urut=sequence,
            keamanan=self.security.initials,
            unit=self.unit,
            jenis=_INITIALS[self.is_invitation],
            bulan=f"{self.day.month:02}",
            bulan_romawi=_ROMAN[self.day.month - 1],
            tahun=self.day.year,
        )
        return RegisterNumber(text=text, year=self.year, scope=self.scope, sequence=sequence, suffix=suffix)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNumber:
    """A number that was given by hand, outside the product (*nomor manual*), and whose letter the product never had."""

    claim: NumberClaim
    sequence: int
    suffix: str = ""
    subject: str
    note: str
    """to whom its letter went"""
    account: str
    at: datetime


def insertion(taken: Iterable[str]) -> str | None:
    """The suffix of the next inserted number behind a sequence, after those that are there; None after the twenty-sixth.

    >>> insertion([""]), insertion(["", "a", "b"])
    ('a', 'c')
    """
    newest = max(taken, default="")
    return next((letter for letter in ascii_lowercase if letter > newest), None)


def evidence_of(number: RegisterNumber) -> str:
    """What the record knows a number by that was given by hand.

    >>> evidence_of(RegisterNumber(text="400.12/7", year=2026, scope="", sequence=7))
    'recorded 2026 400.12/7'
    """
    return f"recorded {number.year} {number.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """A backup put back in place: what the office numbered since the backup was made is unknown."""

    at: datetime
    """when it was put back, in the office's zone"""
    account: str
    """the operating-system account that did"""
    made_at: datetime
    """when the backup was made"""
    is_over: bool = False
    """whether it holds no numbers any more"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """The registry officer's word on the last number of a series, after a restore."""

    rule: NumberRule
    year: int
    scope: str
    last: int
    """the last sequence the office gave, whether the register knows it or not"""
    at: datetime
    actor: str
    account: str
    reason: str
    """what the register says of the numbers between"""
    newest_id: int = 0
    """the highest running number of an id of this year that was found in use"""

    @property
    def day(self) -> date:
        """The date of the numbers that are entered as void."""
        return self.at.date() if self.at.year == self.year else date(self.year, 12, 31)

    @property
    def told(self) -> str:
        """The series and its last number, for the record.

        >>> at = datetime(2026, 11, 23)
        >>> Resumption(rule=NumberRule(), year=2026, scope="", last=9, at=at, actor="a", account="b", reason="c").told
        '2026: 9'
        """
        return f"{self.year} {self.scope}".strip() + f": {self.last}"

    def write(self, sequence: int) -> RegisterNumber:
        """A number of the series that nobody knows more of; where its pattern names the code, the code is `-`.

        >>> at = datetime(2026, 11, 23)
        >>> Resumption(rule=NumberRule(), year=2026, scope="", last=9, at=at, actor="a", account="b", reason="c").write(8).text
        '-/8'
        """
        code = self.scope if self.rule.scope is NumberScope.CODE else "-"
        claim = NumberClaim(rule=self.rule, code=code, unit="-", day=self.day, is_invitation=self.scope == INVITATIONS)
        return replace(claim.write(sequence), scope=self.scope)


def sequence_in(text: str, rule: NumberRule) -> int | None:
    """The sequence of a number written after the office's pattern; None if the text is none.

    >>> sequence_in("400.12.2.1/7", NumberRule()), sequence_in("400.12.2.1/7.a", NumberRule()), sequence_in("1/2", NumberRule())
    (7, 7, None)
    """
    fields = {
        "klasifikasi": CODE_PATTERN.pattern,
        "urut": r"(?P<urut>\d+)(\.[a-z])?",
        "keamanan": "[A-Z]+",
        "unit": r"[\w-]+",
        "jenis": "[SU]",
        "bulan": r"\d\d",
    }
    fields |= {"bulan_romawi": "[IVX]+", "tahun": r"\d{4}"}
    pattern = "".join(re.escape(literal) + fields.get(name or "", "") for literal, name, _, _ in Formatter().parse(rule.pattern))
    found = re.fullmatch(pattern, text)
    return int(found["urut"]) if found else None


def pattern_faults(pattern: str) -> tuple[str, ...]:
    """The fields of a number's pattern that are unknown, and `urut` if it is missing.

    >>> pattern_faults("{klasifikasi}/{urut:03}/{tahun}"), pattern_faults("{kode}/{tahun}")
    ((), ('kode', 'urut'))
    """
    try:
        names = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
    except ValueError:
        return (pattern,)
    missing = () if "urut" in names else ("urut",)
    return (*sorted(names - NUMBER_FIELDS), *missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWish:
    """What a letter brings along to the register officer's desk."""

    code: str | None
    """the classification code, if it has one"""
    day: date
    """the letter's date"""
    number: str | None = None
    """the number the applicant wants"""
    is_reserved: bool = False
    """whether that number is reserved for the applicant's unit"""


def needs_registrar(wish: NumberWish, office: Office, today: date, newest: date | None) -> tuple[Message, ...]:
    """Why the registry officer must look at a letter before it gets its number; empty = it may be numbered.

    Args:
        wish: the letter's code, date and wished number.
        office: the codes, and whether the officer numbers every letter.
        today: the day in the office.
        newest: the date of the newest letter numbered in that year and scope.
    """
    reasons: list[Message] = []
    if wish.code is None:
        reasons.append(say.NEEDS_CODE())
    elif wish.code not in office.codes:
        reasons.append(say.CODE_UNKNOWN(code=wish.code))
    if wish.number is not None and not wish.is_reserved:
        reasons.append(say.NUMBER_NOT_RESERVED(number=wish.number))
    if wish.day > today:
        reasons.append(say.DATE_AHEAD(date=in_words(wish.day)))
    elif wish.day.year < today.year and not wish.is_reserved:
        reasons.append(say.DATE_OF_ANOTHER_YEAR(date=in_words(wish.day)))
    elif newest is not None and wish.day < newest and wish.number is None:
        reasons.append(say.DATE_BEFORE_NEWEST(date=in_words(wish.day), newest=in_words(newest)))
    if office.numbering.by_registrar:
        reasons.append(say.REGISTRAR_NUMBERS())
    return tuple(reasons)
