"""A sidecar's keys as what its applicant asks for: a letter, a number, or the withdrawal of a letter.

Names are resolved here, once: recipients against the address book, officials against the office. Every fault is told at once. Mandatory keys that are blank
mean that the clerk is still writing.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.errors import Fault, Place
from pipeline.domain.nodes import MapNode, Node, TextNode
from pipeline.domain.notes import drafts
from pipeline.domain.office import Office, Official, Role, Security, Urgency
from pipeline.domain.page import SIGNERS, Spot, Token
from pipeline.domain.parsing import HIDDEN, MAX_TEXT, Fields, closed, names_secret, nearest_of, suggestion
from pipeline.domain.read_invitation import INVITATION_KEYS, read_invitation, refuse_placeholder, tell_unindented
from pipeline.domain.read_recipients import RecipientReader
from pipeline.domain.submission import NotReady, NumberRequest, RequestKind, Sidecar, Submission, WithdrawRequest

KEYS: Final = (
    *("hal", "perihal", "kepada", "klasifikasi", "tanggal", "keamanan", "sifat", "urgensi", "lampiran", "tembusan", "catatan", "verifikator"),
    *("penandatangan", "nomor", "surat", "posisi", "undangan", "permintaan"),
)
"""Every key a sidecar may hold."""
SPOT_KEYS: Final = {
    "nomor": Token.NUMBER,
    "tanggal": Token.DATE,
    "tte": Token.SIGNATURE,
    "tte2": Token.SIGNATURE_2,
    "tte3": Token.SIGNATURE_3,
    "tte4": Token.SIGNATURE_4,
}
_SPOT_EXAMPLE: Final = "{halaman: 1, x_mm: 30, y_mm: 45}"
_MAX_YEARS_AWAY: Final = 10


def read_sidecar(tree: MapNode, office: Office, unit: str, day: date, *, has_pdf: bool) -> tuple[Sidecar | NotReady | None, tuple[Fault, ...]]:
    """What a sidecar asks for, and everything that is wrong with it.

    Args:
        tree: the file as the strict loader read it.
        office: its address book, officials, codes and rules.
        unit: the id of the unit in whose folder it lies.
        day: today in the office.
        has_pdf: whether a PDF of the same name lies beside it.

    Returns:
        The sidecar, if there are no faults; `NotReady` while mandatory keys are blank (with the faults of the other keys, if any); else None.
    """
    if not tree.entries:
        return NotReady(("hal", "kepada")), ()
    faults: list[Fault] = []
    _refuse_secrets(tree, faults)
    safe = replace(tree, entries=tuple((key, value) for key, value in tree.entries if not names_secret(key.text)))
    reader = _Reader(fields=Fields(safe, faults), office=office, unit=unit, day=day, has_pdf=has_pdf)
    sidecar = reader.read()
    told = tuple(sorted(dict.fromkeys(faults), key=lambda one: (one.place.line, one.place.column) if one.place else (0, 0)))
    if reader.blank:
        return NotReady(tuple(reader.blank)), told
    return (None if told else sidecar), told


def _refuse_secrets(node: Node, faults: list[Fault]) -> None:
    """A fault for each key that holds, or could hold, a secret, wherever it stands; nothing of its line is quoted."""
    if isinstance(node, TextNode):
        return
    if isinstance(node, MapNode):
        for key, _ in node.entries:
            if names_secret(key.text):
                faults.append(Fault(message=drafts.SECRET_IN_SIDECAR(), place=replace(key.place, quote=HIDDEN)))
        children = [value for key, value in node.entries if not names_secret(key.text)]
    else:
        children = list(node.items)
    for child in children:
        _refuse_secrets(child, faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """One sidecar being read."""

    fields: Fields
    office: Office
    unit: str
    day: date
    has_pdf: bool
    blank: list[str] = field(default_factory=list)

    def read(self) -> Sidecar | None:
        """The kind of request first, then its keys."""
        tell_unindented(self.fields, KEYS)
        self.fields.refuse_unknown((*KEYS, *INVITATION_KEYS))
        text = closed(self.fields.text("permintaan")).casefold()
        if not text:
            return self._submission()
        if self.has_pdf:
            self.fields.tell(drafts.REQUEST_WITH_PDF(), self.fields.place("permintaan"))
        kind = next((one for one in RequestKind if one.value == text), None)
        if kind is RequestKind.NUMBER:
            return self._number_request()
        if kind is RequestKind.WITHDRAW:
            letter = self._mandatory("surat")
            self.fields.letter("surat")
            return WithdrawRequest(letter=closed(letter), reason=self.fields.text("catatan", limit=MAX_TEXT, one_line=False))
        choices = [one.value for one in RequestKind]
        message = drafts.NOT_A_CHOICE(key="permintaan", suggestion=suggestion(nearest_of(text, choices)), choices=", ".join(choices))
        self.fields.tell(message, self.fields.place("permintaan"))
        return None

    def _number_request(self) -> NumberRequest:
        subject = self._subject()
        self._mandatory("klasifikasi")
        return NumberRequest(subject=subject, code=self._code() or "", letter_date=self._letter_date(), security=self._security())

    def _submission(self) -> Submission:
        fields = self.fields
        security = self._security()
        recipients = RecipientReader(fields=fields, book=self.office.address_book, confidential=security.is_confidential)
        to = recipients.read("kepada")
        if not fields.missing("kepada") and not to and not recipients.refused:
            self.blank.append("kepada")
        subject, signatories = self._subject(), self._signatories()
        return Submission(
            subject=subject,
            recipients=to,
            signatory=signatories[0],
            co_signatories=signatories[1:],
            code=self._code(),
            letter_date=self._letter_date(),
            security=security,
            urgency=fields.choice(Urgency, Urgency.ORDINARY, "urgensi"),
            enclosure=fields.text("lampiran"),
            copies_to=recipients.read("tembusan"),
            remark=fields.text("catatan", limit=MAX_TEXT, one_line=False),
            extra_verifiers=self._verifiers(),
            number=fields.text("nomor", limit=100) or None,
            revises=fields.letter("surat") or None,
            spots=self._spots(),
            invitation=read_invitation(fields, self._words, has_pdf=self.has_pdf),
        )

    def _mandatory(self, *names: str, fields: Fields | None = None, limit: int = 500, one_line: bool = True) -> str:
        """A mandatory key's text: a fault if the key is not there, not ready if it is blank."""
        fields = fields or self.fields
        if fields.missing(*names):
            return ""
        node = fields.value(*names)
        if isinstance(node, TextNode) and not node.text:
            self.blank.append(names[0])
        return fields.text(*names, limit=limit, one_line=one_line)

    def _words(self, fields: Fields, *names: str, limit: int = 500, one_line: bool = True) -> str:
        """A mandatory key's text, which is drawn or shown as it stands: no placeholder."""
        text = self._mandatory(*names, fields=fields, limit=limit, one_line=one_line)
        refuse_placeholder(fields, text, *names)
        return text

    def _subject(self) -> str:
        return self._words(self.fields, "hal", "perihal")

    def _code(self) -> str | None:
        code = closed(self.fields.text("klasifikasi"))
        if not code:
            return None
        if code not in self.office.codes:
            near = [f"{one} ({self.office.codes[one]})" for one in nearest_of(code, self.office.codes)]
            self.fields.tell(drafts.UNKNOWN_CODE(suggestion=suggestion(near)), self.fields.place("klasifikasi"))
        return code

    def _letter_date(self) -> date | None:
        found = self.fields.day("tanggal")
        if found and abs(found.year - self.day.year) > _MAX_YEARS_AWAY:
            self.fields.tell(drafts.DATE_FAR_AWAY(key="tanggal", today=in_words(self.day)), self.fields.place("tanggal"))
        return found

    def _security(self) -> Security:
        security = self.fields.choice(Security, Security.ORDINARY, "keamanan", "sifat")
        if security is Security.TOP_SECRET and not self.office.allows_top_secret:
            self.fields.tell(drafts.TOP_SECRET_REFUSED(), self.fields.place("keamanan", "sifat"))
        return security

    def _official(self, text: str, key: str, place: Place, choices: tuple[Official, ...]) -> Official | None:
        """An official by id, name or position."""
        wanted = closed(text).casefold()
        for one in self.office.officials.values():
            if wanted in {one.id.casefold(), one.name.casefold(), one.position.casefold()}:
                return one
        near = nearest_of(wanted, [one.id for one in choices], n=1) or [
            one.id for one in choices if nearest_of(wanted, [one.name], n=1) or nearest_of(wanted, [one.position], n=1)
        ]
        message = drafts.UNKNOWN_OFFICIAL(key=key, suggestion=suggestion(near), choices=_ids(choices))
        self.fields.tell(message, place)
        return None

    def _signatories(self) -> tuple[str, ...]:
        """Those who are asked to sign, in their order; by default the first whom the unit may ask, else the office's head."""
        allowed = self.office.units[self.unit].signatories or (self.office.head,)
        choices = tuple(self.office.officials[one] for one in allowed)
        found: list[str] = []
        for node in self._named_signatories():
            official = self._official(node.text, "penandatangan", node.place, choices)
            if official is None:
                continue
            if official.id not in allowed:
                self.fields.tell(drafts.NOT_A_SIGNATORY(key="penandatangan", official=official.id, choices=_ids(choices)), node.place)
            if official.id in found:
                self.fields.tell(drafts.SIGNATORY_TWICE(key="penandatangan", official=official.id), node.place)
            found.append(official.id)
        return tuple(found) or allowed[:1]

    def _named_signatories(self) -> list[TextNode]:
        """The names under `penandatangan`, or in its list; what cannot stand there is told."""
        nodes = self.fields.items("penandatangan")
        if len(nodes) > 1 and self.office.seals_once:
            self.fields.tell(drafts.ONE_SIGNATORY_ONLY(key="penandatangan"), nodes[1].place)
        if len(nodes) > len(SIGNERS):
            self.fields.tell(drafts.TOO_MANY_SIGNATORIES(key="penandatangan", most=len(SIGNERS)), nodes[len(SIGNERS)].place)
        named = []
        for node in nodes:
            if not isinstance(node, TextNode):
                self.fields.tell(drafts.MUST_BE_TEXT(key="penandatangan"), node.place)
            elif self.fields.checked(node, "penandatangan"):
                named.append(node)
        return named

    def _verifiers(self) -> tuple[str, ...]:
        """Further levels after the unit's chain, each once; who is in the chain verifies there already."""
        choices = tuple(one for one in self.office.officials.values() if Role.VERIFIER in one.roles)
        tell = partial(drafts.NOT_A_VERIFIER, key="verifikator", choices=_ids(choices))
        found: dict[str, None] = {}
        for node in self.fields.items("verifikator"):
            if not isinstance(node, TextNode):
                self.fields.tell(drafts.MUST_BE_LIST(key="verifikator"), node.place)
                continue
            official = self._official(node.text, "verifikator", node.place, choices)
            if official is not None and Role.VERIFIER not in official.roles:
                self.fields.tell(tell(official=official.id), node.place)
            elif official is not None and official.id not in self.office.units[self.unit].chain:
                found[official.id] = None
        return tuple(found)

    def _spots(self) -> dict[Token, Spot]:
        posisi = self.fields.group("posisi", "{nomor: " + _SPOT_EXAMPLE + "}")
        if posisi is None:
            return {}
        posisi.refuse_unknown(tuple(SPOT_KEYS))
        spots = {}
        for key, token in SPOT_KEYS.items():
            place = posisi.group(key, _SPOT_EXAMPLE)
            if place is None:
                continue
            place.refuse_unknown(("halaman", "x_mm", "y_mm"))
            page, x_mm, y_mm = place.page("halaman"), place.millimetres("x_mm"), place.millimetres("y_mm")
            if page is not None and x_mm is not None and y_mm is not None:
                spots[token] = Spot(page=page, x_mm=x_mm, y_mm=y_mm)
        return spots


def _ids(officials: tuple[Official, ...]) -> str:
    return ", ".join(one.id for one in officials)
