"""Small readers for what staff write: a key's value as text, choice, date, list or millimetres; every fault is collected, none is raised.

A key may be written with capitals, blanks or hyphens. Words of a closed vocabulary may stand in any case, in typographic quotation marks and with a remark
behind ` #`. A line that names a secret is quoted as `***`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from pipeline.domain.errors import Fault, Place
from pipeline.domain.nodes import ListNode, MapNode, Node, TextNode
from pipeline.domain.notes import Message, drafts

HIDDEN: Final = "***"
"""What stands in a message where a secret could stand."""

_NO_LETTER: Final = re.compile(r"[^a-z_]+")
_SECRET_NAME: Final = re.compile(r"pass|pas(?:ph|prh|fr|w)|kata_?sandi|sandi$|frasa|t?otp|pin$")
_SECRET_INSIDE: Final = re.compile(r"pass?[\W_]{0,2}(?:phras|prhas|pras|fras)|totp", re.IGNORECASE)
_OUR_COMMAND: Final = re.compile(r"# \|   surat decide \d{4}-\d{6} setuju --as [\w-]+ --passphrase-file -")
"""what a form says of signing by command: it names a secret and holds none"""
_KEY_LIKE: Final = re.compile(r"\s*(?P<name>[^:=]*?)\s*(?:[:=]|$)")

MAX_LINE: Final = 500
"""Characters of a one-line text."""
MAX_TEXT: Final = 5_000
"""Characters of a free text."""
MAX_MM: Final = 1_500
"""Millimetres: more than the longest side of A0."""

_MONTHS: Final = (
    ("januari", "jan"),
    ("februari", "pebruari", "feb", "peb"),
    ("maret", "mar"),
    ("april", "apr"),
    ("mei",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("agustus", "agt", "agu", "ags", "agust"),
    ("september", "sep", "sept"),
    ("oktober", "okt"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "des"),
)
_MONTH_NUMBERS: Final = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_DAY_FIRST: Final = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_IN_WORDS: Final = re.compile(r"(?:[a-z']+, *)?(?P<day>[0-9]{1,2}) +(?P<month>[a-z]+)\.? +(?P<year>[0-9]{4})")
_LETTER_ID: Final = re.compile(r"[0-9]{4}-[0-9]{6}")
_MARKS: Final = "\"'\u201c\u201d\u201e\u2018\u2019\u201a\xab\xbb \t"

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one mapping, read one by one; what is wrong goes to `faults`.

    Attributes:
        node: the mapping.
        faults: shared by all that read one file.
    """

    node: MapNode
    faults: list[Fault]
    _found: dict[str, tuple[TextNode, Node]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Look the keys up by their plain names, and tell of those that stand twice."""
        for key, value in self.node.entries:
            name = plain_name(key.text)
            if name in self._found:
                first = self._found[name][0]
                self.tell(drafts.KEY_TWICE(key=key.text, other=first.text, line=first.place.line), key.place)
            else:
                self._found[name] = (key, value)

    def tell(self, message: Message, place: Place) -> None:
        """Add a fault."""
        self.faults.append(Fault(message=message, place=place))

    def unknown(self, known: Iterable[str]) -> tuple[TextNode, ...]:
        """The keys that are none of `known`."""
        return tuple(key for name, (key, _) in self._found.items() if name not in set(known))

    def refuse_unknown(self, known: Sequence[str]) -> None:
        """A fault for each key that is none of `known`, with the nearest."""
        for key in self.unknown(known):
            nearest = suggestion(nearest_of(plain_name(key.text), known, n=1))
            self.tell(drafts.UNKNOWN_KEY(key=shortened(key.text), suggestion=nearest), key.place)

    def value(self, *names: str) -> Node | None:
        """The value under a key or one of its aliases; a fault if two of them stand."""
        found = [self._found[name] for name in names if name in self._found]
        for key, _ in found[1:]:
            self.tell(drafts.KEY_TWICE(key=key.text, other=found[0][0].text, line=found[0][0].place.line), key.place)
        return found[0][1] if found else None

    def place(self, *names: str) -> Place:
        """Where a key's value stands; where the mapping stands if there is none."""
        return next((self._found[name][1].place for name in names if name in self._found), self.node.place)

    def text(self, *names: str, limit: int = MAX_LINE, one_line: bool = True) -> str:
        """A key's text; empty if there is none or it is wrong."""
        node = self.value(*names)
        if node is None:
            return ""
        if not isinstance(node, TextNode):
            self.tell(drafts.MUST_BE_TEXT(key=names[0]), node.place)
            return ""
        return self.checked(node, names[0], limit=limit, one_line=one_line)

    def checked(self, node: TextNode, name: str, *, limit: int = MAX_LINE, one_line: bool = True) -> str:
        """A text no longer than it may be and without control characters; empty if it is wrong."""
        if len(node.text) > limit:
            self.tell(drafts.TOO_LONG(key=name, length=len(node.text), limit=limit), node.place)
            return ""
        allowed = "" if one_line else "\n\t"
        if any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} and one not in allowed for one in node.text):
            self.tell(drafts.ONE_LINE_ONLY(key=name), node.place)
            return ""
        return node.text

    def missing(self, *names: str) -> bool:
        """Whether a mandatory key is not there at all; then it is a fault."""
        if any(name in self._found for name in names):
            return False
        self.tell(drafts.MISSING_KEY(key=names[0]), self.node.place)
        return True

    def choice(self, words: type[Choice], default: Choice, *names: str) -> Choice:
        """One word of a closed vocabulary; the default if there is none or it is wrong."""
        text = self.text(*names)
        if not text:
            return default
        for one in words:
            if one.value.casefold() == closed(text).casefold():
                return one
        choices = [one.value for one in words]
        message = drafts.NOT_A_CHOICE(key=names[0], suggestion=suggestion(nearest_of(closed(text), choices, n=1)), choices=", ".join(choices))
        self.tell(message, self.place(*names))
        return default

    def day(self, *names: str) -> date | None:
        """A date in one of the office's forms, or None."""
        text = self.text(*names)
        if not text:
            return None
        parts = _date_parts(closed(text).casefold())
        if parts is None:
            self.tell(drafts.NOT_A_DATE(key=names[0]), self.place(*names))
            return None
        try:
            return date(*parts)
        except ValueError:
            self.tell(drafts.NO_SUCH_DAY(key=names[0]), self.place(*names))
            return None

    def letter(self, *names: str) -> str:
        """A letter's id, or empty."""
        text = closed(self.text(*names))
        if text and not _LETTER_ID.fullmatch(text):
            self.tell(drafts.NOT_A_LETTER_ID(key=names[0]), self.place(*names))
            return ""
        return text

    def millimetres(self, name: str) -> float | None:
        """A length from the page's edge, or None."""
        if self.missing(name):
            return None
        text = closed(self.text(name)).casefold().removesuffix("mm").strip().replace(",", ".")
        if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,20})?", text) and float(text) <= MAX_MM:
            return float(text)
        self.tell(drafts.NOT_MILLIMETRES(key=name, limit=MAX_MM), self.place(name))
        return None

    def page(self, name: str) -> int | None:
        """A page number from 1, or None."""
        if self.missing(name):
            return None
        text = closed(self.text(name))
        if re.fullmatch(r"[0-9]{1,5}", text) and int(text) >= 1:
            return int(text)
        self.tell(drafts.NOT_A_PAGE(key=name), self.place(name))
        return None

    def group(self, name: str, example: str) -> "Fields | None":
        """The keys below a key, or None."""
        node = self.value(name)
        if node is None or (isinstance(node, TextNode) and not node.text):
            return None
        if not isinstance(node, MapNode):
            self.tell(drafts.MUST_BE_GROUP(key=name, example=example), node.place)
            return None
        return Fields(node, self.faults)

    def items(self, *names: str) -> tuple[Node, ...]:
        """A key's list; a single value is a list of one, and `;` in a single text parts several. Blank items are left out."""
        node = self.value(*names)
        if isinstance(node, TextNode):
            return tuple(replace(node, text=part.strip()) for part in node.text.split(";") if part.strip())
        found = node.items if isinstance(node, ListNode) else (node,)
        return tuple(one for one in found if one is not None and not (isinstance(one, TextNode) and not one.text))


def plain_name(key: str) -> str:
    """A key as the contract writes it.

    >>> plain_name("Hari-Tanggal ")
    'hari_tanggal'
    """
    return re.sub(r"[\s-]+", "_", key.strip()).casefold()


def closed(text: str) -> str:
    """A word of a closed vocabulary without quotation marks and without the remark behind ` #`.

    >>> closed("“setuju”  # sudah dibaca")
    'setuju'
    """
    return re.sub(r"\s+", " ", re.split(r"\s#", text, maxsplit=1)[0].strip(_MARKS))


def nearest_of(word: str, choices: Iterable[str], *, n: int = 3) -> list[str]:
    """The choices that are spelt most like a word, best first.

    >>> nearest_of("Rahsia", ["Biasa", "Rahasia"])
    ['Rahasia']
    """
    by_name = {one.casefold(): one for one in choices}
    return [by_name[one] for one in get_close_matches(word.casefold()[:80], by_name, n=n, cutoff=0.6)]


def suggestion(words: Sequence[str]) -> str:
    """What could have been meant, to stand in a sentence of any language.

    >>> suggestion(["hal"])
    ' (→ hal?)'
    """
    return f" (→ {', '.join(words)}?)" if words else ""


def shortened(text: str) -> str:
    """A word from the file, short enough for a sentence."""
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 -- a line of a note


def day_of(text: str) -> date | None:
    """A date in one of the office's forms; None where it is none.

    >>> day_of("30 Januari 2023") == day_of("30/01/2023") == date(2023, 1, 30), day_of("31-02-2023")
    (True, None)
    """
    parts = _date_parts(closed(text).casefold())
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _date_parts(text: str) -> tuple[int, int, int] | None:
    found = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if found:
        return int(found["year"]), int(found["month"]), int(found["day"])
    found = _IN_WORDS.fullmatch(text)
    if found and found["month"] in _MONTH_NUMBERS:
        return int(found["year"]), _MONTH_NUMBERS[found["month"]], int(found["day"])
    return None


def names_secret(name: str) -> bool:
    """Whether a key is, or could have been meant as, one that holds a secret (`passphrase…`, `totp`).

    >>> names_secret("passphrase"), names_secret("Pasphrase"), names_secret("perihal")
    (True, True, False)
    """
    if name.isascii():
        letters = _NO_LETTER.sub("", name.lower()).strip("_")
    else:
        letters = "".join(one for one in unicodedata.normalize("NFKD", name).casefold() if one.isalpha() or one == "_").strip("_")
    if _SECRET_NAME.match(letters):
        return True
    return letters.startswith("p") and SequenceMatcher(None, letters[:40], "passphrase").ratio() > 0.7  # noqa: PLR2004 -- found by trying typing errors


def may_hold_secret(line: str) -> bool:
    """Whether a line could hold a secret, however badly it is written.

    >>> may_hold_secret('- "passphrase" = abc'), may_hold_secret("hal: Rapat")
    (True, False)
    """
    if _OUR_COMMAND.fullmatch(line):
        return False
    is_simple = line.isascii() and line.isprintable()
    plain = (line if is_simple else "".join(one for one in line if unicodedata.category(one) not in {"Cc", "Cf"} or one == "\t")).lstrip(" \t-#\"'{[,?")
    if _SECRET_INSIDE.search(plain):
        return True
    found = _KEY_LIKE.match(plain)
    name = found["name"] if found else ""
    return names_secret(name.strip("\"'")) or names_secret(plain.split(maxsplit=1)[0] if plain.split() else "")


def secret_lines(lines: Sequence[str]) -> frozenset[int]:
    """The numbers (from 0) of the lines that could hold a secret: those that name one, and what hangs below them."""
    found = set()
    depth: int | None = None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if may_hold_secret(line):
            found.add(number)
            depth = indent
        elif depth is not None and (indent > depth or ":" not in line):
            found.add(number)
        else:
            depth = None
    return frozenset(found)
