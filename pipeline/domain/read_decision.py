"""A decision file's keys as what an official decides.

Where the file lies says which words count. A form whose `keputusan` is blank is no decision yet. The passphrase goes into a `Secret` and nowhere else: no fault
quotes its line, and where the passphrase is still missing, or a key is unknown, no line at all, since it may have been typed in the wrong place.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.decision import Decision, DecisionFolder, Handover, Item, Undecided, Verdict
from pipeline.domain.errors import Fault
from pipeline.domain.nodes import ListNode, MapNode, TextNode
from pipeline.domain.notes import drafts, verdicts
from pipeline.domain.parsing import HIDDEN, MAX_TEXT, Fields, closed, names_secret, nearest_of, plain_name, suggestion
from pipeline.domain.signing import Secret

VERDICTS: Final = {
    DecisionFolder.NUMBERING: (Verdict.APPROVE, Verdict.CANCEL),
    DecisionFolder.VERIFICATION: (Verdict.APPROVE, Verdict.REVISE),
    DecisionFolder.SIGNATURE: (Verdict.APPROVE, Verdict.REVISE, Verdict.ASK_CODE),
    DecisionFolder.RELEASE: (Verdict.RELEASE, Verdict.KEEP),
    DecisionFolder.PRINT: (Verdict.DISPATCHED,),
}
"""The words of `keputusan` that count in each folder."""
SINGLE_KEYS: Final = ("surat", "dokumen", "keputusan", "catatan")
"""What a decision on one letter holds; `daftar` holds them for many."""
FURTHER_KEYS: Final = {
    DecisionFolder.NUMBERING: ("klasifikasi",),
    DecisionFolder.PRINT: ("tujuan", "resi", "penerima", "tanggal_kirim"),
}
"""What else may stand in a folder's decisions."""
NEEDS_NOTE: Final = frozenset({Verdict.REVISE, Verdict.KEEP, Verdict.CANCEL})
PLAIN: Final = "passphrase"
SEALED: Final = "passphrase_tersegel"
ONE_TIME: Final = "totp"
"""a one-time code, for officials who sign at the gateway"""
_DOCUMENT: Final = re.compile(r"sha256:[0-9a-f]{64}")


def read_decision(tree: MapNode, folder: DecisionFolder, day: date) -> tuple[Decision | Undecided | None, tuple[Fault, ...]]:
    """What a decision file decides, and everything that is wrong with it.

    Args:
        tree: the file as the strict loader read it.
        folder: where it lies.
        day: today in the office.

    Returns:
        The decision, if there are no faults; `Undecided` while `keputusan` is blank (with the faults of the other keys, if any); else None.
    """
    if not tree.entries:
        return Undecided(), ()
    faults: list[Fault] = []
    reader = _Reader(folder=folder, day=day, faults=faults)
    secret, sealed = reader.secrets(tree)
    has_secret = secret is not None or sealed is not None
    safe = replace(tree, entries=tuple((key, value) for key, value in tree.entries if not names_secret(key.text)))
    fields = Fields(safe, faults)
    items = reader.items(fields)
    if not has_secret and folder is DecisionFolder.SIGNATURE and any(one.verdict is Verdict.APPROVE for one in items or ()) and not faults:
        reader.tell_missing(tree)
    reader.judge_request(tree, items or ())
    told = tuple(sorted((reader.hushed(one, has_secret=has_secret) for one in dict.fromkeys(faults)), key=_where))
    if items is None:
        return Undecided(), told
    return (None if told else Decision(items=items, secret=secret, sealed=sealed)), told


def _where(fault: Fault) -> tuple[int, int]:
    return (fault.place.line, fault.place.column) if fault.place else (0, 0)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One decision file being read."""

    folder: DecisionFolder
    day: date
    faults: list[Fault]
    _is_muddled: bool = False
    """a key is unknown: it could be part of a secret"""

    def secrets(self, tree: MapNode) -> tuple[Secret | None, Secret | None]:
        """The passphrase or one-time code, plain or sealed, where one is in use; a fault for every other key that could hold one. Blank ones say nothing."""
        found: dict[str, Secret] = {}
        for key, value in tree.entries:
            if not names_secret(key.text) or (isinstance(value, TextNode) and not value.text):
                continue
            name = plain_name(key.text)
            if self.folder is not DecisionFolder.SIGNATURE:
                message = verdicts.SECRET_NOT_HERE(folder=self.folder.value)
            elif name not in {PLAIN, SEALED, ONE_TIME} or not isinstance(value, TextNode):
                message = verdicts.SECRET_IS_MISSPELT()
            elif found:
                message = verdicts.TWO_SECRETS()
            else:
                found[name] = Secret(str(value.text), is_one_time=name == ONE_TIME)
                continue
            self.faults.append(Fault(message=message, place=replace(key.place, quote=HIDDEN)))
        return found.get(PLAIN, found.get(ONE_TIME)), found.get(SEALED)

    def tell_missing(self, tree: MapNode) -> None:
        """A consent to sign without the passphrase: where to fill it in."""
        place = next((key.place for key, _ in tree.entries if plain_name(key.text) == "passphrase"), tree.place)
        self.faults.append(Fault(message=verdicts.PASSPHRASE_MISSING(), place=place))

    def judge_request(self, tree: MapNode, items: tuple[Item, ...]) -> None:
        """A request for a one-time code holds no secret, and no other verdict stands beside it: what is signed with the code comes after it."""
        if not any(one.verdict is Verdict.ASK_CODE for one in items):
            return
        for key, value in tree.entries:
            if names_secret(key.text) and isinstance(value, TextNode) and value.text:
                self.faults.append(Fault(message=verdicts.SECRET_WITH_REQUEST(), place=replace(key.place, quote=HIDDEN)))
        if not all(one.verdict is Verdict.ASK_CODE for one in items):
            self.faults.append(Fault(message=verdicts.REQUEST_AMONG_OTHERS(), place=tree.place))

    def hushed(self, fault: Fault, *, has_secret: bool) -> Fault:
        """A fault without its line's text, where a passphrase could have been typed there."""
        could_hold = self.folder is DecisionFolder.SIGNATURE and (self._is_muddled or not has_secret)
        return replace(fault, place=replace(fault.place, quote=HIDDEN)) if could_hold and fault.place else fault

    def items(self, fields: Fields) -> tuple[Item, ...] | None:
        """What is decided, or None while nothing is."""
        known = (*SINGLE_KEYS, "daftar", *FURTHER_KEYS.get(self.folder, ()))
        self._refuse_unknown(fields, known)
        node = fields.value("daftar")
        if node is None or (isinstance(node, TextNode) and not node.text):
            item = self._item(fields)
            if isinstance(item, Undecided):
                return None
            return () if item is None else (item,)
        for key in known:
            if key != "daftar" and (value := fields.value(key)) is not None and not (isinstance(value, TextNode) and not value.text):
                fields.tell(verdicts.LIST_AND_SINGLE(key=key), value.place)
        if not isinstance(node, ListNode):
            fields.tell(drafts.MUST_BE_LIST(key="daftar"), node.place)
            return ()
        return self._list(node, fields)

    def _list(self, node: ListNode, fields: Fields) -> tuple[Item, ...] | None:
        """One act on many letters: each named once, each decided."""
        found: dict[str, Item] = {}
        undecided = []
        for entry in node.items:
            if not isinstance(entry, MapNode):
                fields.tell(drafts.MUST_BE_GROUP(key="daftar", example="[{surat: …, dokumen: …, keputusan: …}]"), entry.place)
                continue
            one = Fields(entry, self.faults)
            self._refuse_unknown(one, SINGLE_KEYS)
            item = self._item(one)
            if item is None:
                continue
            if isinstance(item, Undecided):
                undecided.append(entry.place)
            elif item.letter in found:
                one.tell(verdicts.LETTER_TWICE(letter=item.letter), one.place("surat"))
            else:
                found[item.letter] = item
        if not node.items:
            fields.tell(verdicts.EMPTY_LIST(), node.place)
        if undecided and len(undecided) == len(node.items):
            return None
        for place in undecided:
            fields.tell(verdicts.ITEM_UNDECIDED(), place)
        return tuple(found.values())

    def _item(self, fields: Fields) -> Item | Undecided | None:
        """One letter's decision; None if it is wrong."""
        before = len(self.faults)
        is_blank = not fields.missing("keputusan") and not fields.text("keputusan") and len(self.faults) == before
        if is_blank:
            return Undecided()
        verdict = self._verdict(fields)
        letter = "" if fields.missing("surat") else fields.letter("surat")
        if not letter and not any(fault.place == fields.place("surat") for fault in self.faults[before:]):
            fields.tell(drafts.NOT_A_LETTER_ID(key="surat"), fields.place("surat"))
        document = self._document(fields, verdict)
        note = fields.text("catatan", limit=MAX_TEXT, one_line=False)
        if verdict in NEEDS_NOTE and not note and len(self.faults) == before:
            fields.tell(verdicts.NOTE_MISSING(verdict=verdict.value), fields.place("catatan"))
        code = closed(fields.text("klasifikasi")) or None
        handover = self._handover(fields) if verdict is Verdict.DISPATCHED else None
        if verdict is None or len(self.faults) > before:
            return None
        return Item(letter=letter, document=document, verdict=verdict, note=note, code=code, handover=handover)

    def _verdict(self, fields: Fields) -> Verdict | None:
        word = closed(fields.text("keputusan")).casefold()
        choices = [one.value for one in VERDICTS[self.folder]]
        if (joined := word.replace(" ", "-")) in choices:
            return Verdict(joined)
        if word:
            near = suggestion(nearest_of(word, choices, n=1))
            message = verdicts.VERDICT_NOT_HERE(folder=self.folder.value, suggestion=near, choices=", ".join(one for one in choices if one != Verdict.ASK_CODE))
            fields.tell(message, fields.place("keputusan"))
        return None

    def _document(self, fields: Fields, verdict: Verdict | None) -> str:
        """The version that was read. A letter can be cancelled without reading it."""
        text = closed(fields.text("dokumen")).casefold().replace(" ", "")
        if not text and self.folder is DecisionFolder.NUMBERING and verdict is Verdict.CANCEL:
            return ""
        if not _DOCUMENT.fullmatch(text):
            fields.tell(verdicts.NOT_A_DOCUMENT() if text else verdicts.DOCUMENT_MISSING(), fields.place("dokumen"))
        return text

    def _handover(self, fields: Fields) -> Handover:
        on = fields.day("tanggal_kirim")
        if on and on > self.day:
            fields.tell(verdicts.DATE_TO_COME(key="tanggal_kirim", today=in_words(self.day)), fields.place("tanggal_kirim"))
        handover = Handover(recipient=fields.text("tujuan"), receipt=fields.text("resi"), taken_by=fields.text("penerima"), on=on)
        if not handover.taken_by and not handover.receipt:
            fields.tell(verdicts.TAKER_MISSING(), fields.place("penerima"))
        return handover

    def _refuse_unknown(self, fields: Fields, known: tuple[str, ...]) -> None:
        """Unknown keys. Where passphrases are written, none is repeated: it could be the passphrase itself."""
        elsewhere = {*SINGLE_KEYS, "daftar", *(key for keys in FURTHER_KEYS.values() for key in keys)}
        if self.folder is DecisionFolder.SIGNATURE:
            for key in fields.unknown(known):
                self._is_muddled = True
                fields.tell(verdicts.KEY_NOT_HERE(key=plain_name(key.text)) if plain_name(key.text) in elsewhere else drafts.UNKNOWN_HIDDEN_KEY(), key.place)
            return
        for key in fields.unknown((*known, *elsewhere)):
            near = suggestion(nearest_of(plain_name(key.text), known, n=1))
            fields.tell(drafts.UNKNOWN_KEY(key=key.text, suggestion=near), key.place)
        for key in fields.unknown(known):
            if plain_name(key.text) in elsewhere:
                fields.tell(verdicts.KEY_NOT_HERE(key=plain_name(key.text)), key.place)
