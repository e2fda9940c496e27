"""After a restore: what the office did since the backup, as far as the shares can tell, and what must not be done twice.

The register knows nothing of the days between. Copies of letters in the final folder and the partners' drop folders, forms and receipts may; they are read to
help the registrar, never believed by themselves. A delivery that was open in the backup may have been made since: it is `uncertain`, or its letter held, until
a person says so.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.adapters.intake.files import share_errors
from pipeline.adapters.intake.names import REASON, RECEIPT
from pipeline.adapters.intake.promises import empty_promises, take_back
from pipeline.domain.errors import SuratError, UnknownLetterError
from pipeline.domain.handover import DAEMON, Act, record
from pipeline.domain.letter import LETTER_ID, Delivery, Letter
from pipeline.domain.notes import restoring as say
from pipeline.domain.numbering import sequence_in
from pipeline.domain.office import NumberRule
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk, Press, Register
from pipeline.stages import hold

_ID_LENGTH: Final = 11
_OPEN: Final = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.DEFERRED})
_MAY_BE_WITH_A_PARTNER: Final = frozenset({State.DISPATCHING, State.SENT, State.HELD, State.CANCELLED})
_NOTES: Final = (".txt", ".yaml", ".json")
_NOTE_BYTES: Final = 1 << 16
_NUMBER_LINE: Final = re.compile(r'^\W*(?:Nomor|No\. surat|Number|nomor)"?\s*:\s*"?([^\s",]+)', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A file that tells of a letter as the register does not know it."""

    letter: str
    path: Path
    number: str
    """as the file gives it; empty where it does not"""
    state: State | None
    """where the register has the letter; None if it knows none with this id"""

    def sequence(self, rule: NumberRule) -> int | None:
        """The number's place in its series."""
        return sequence_in(self.number, rule)

    @property
    def order(self) -> int:
        """The running number of the letter's id."""
        return int(self.letter.partition("-")[2])


def traces(folders: Iterable[Path], register: Register, rule: NumberRule, press: Press | None = None) -> Iterator[Trace]:
    """Every file that tells of a letter of which the register knows nothing, or not its number, or not that it was sent.

    Args:
        folders: where copies, forms and notes lie.
        register: what is known.
        rule: how the office writes its numbers.
        press: reads what a PDF says about itself; without it a PDF is known by its name alone.
    """
    for top in folders:
        for folder, _, names in os.walk(top):
            for path in (Path(folder, name) for name in sorted(names) if not name.startswith(".")):
                letter = _letter_of(path, press)
                known = _known(letter, register) if letter else None
                if letter is None or (known is not None and not _tells_more(path, known)):
                    continue
                number = _number_of(path, rule, press)
                if known is None or number or _is_ahead(path, known):
                    yield Trace(letter=letter, path=path, number=number, state=known.state if known else None)


def _tells_more(path: Path, known: Letter) -> bool:
    """Whether a file may tell of a letter what the register does not know. Of one that is cancelled a person has said all."""
    return known.state is not State.CANCELLED and (known.number is None or _is_ahead(path, known))


def hold_what_may_be_sent(desk: Desk) -> int:
    """Leave to a person whatever was about to be sent when the backup was made; how many letters.

    Done again it changes nothing: a letter whose record goes on after the restore was left to a person already.
    """
    restoration = desk.register.restoration()
    if restoration is None:
        return 0
    waiting = [one for one in desk.register.letters() if one.since < restoration.at]
    signed = [one for one in waiting if one.state is State.SIGNED]
    for letter in signed:
        hold.because(letter, desk, say.MAY_BE_SENT(command="surat release", letter=letter.id).words(desk.language))
    dispatching = [one for one in waiting if one.state is State.DISPATCHING and desk.register.events(one.id)[-1].at < restoration.at]
    return len(signed) + sum([_leave_open(letter, desk) for letter in dispatching])


def take_back_promises(desk: Desk, inbox: Path) -> int:
    """After a restore, tell each applicant whose receipt is of a letter that the register does not know to save it again; how many.

    A receipt is kept where it cannot be read or replaced now; an audit tells of it.
    """
    if desk.register.restoration() is None:
        return 0
    with suppress(SuratError), share_errors():
        empty = list(empty_promises(inbox, lambda letter: _known(letter, desk.register) is not None))
        for path, _ in empty:
            take_back(path, desk.language)
        return len(empty)
    return 0


def _leave_open(letter: Letter, desk: Desk) -> bool:
    """Make a letter's open deliveries uncertain, but those that may be done again without reaching anybody twice."""
    deliveries = [one for one in desk.register.deliveries(letter.id) if one.state in _OPEN and not _is_harmless(one, desk)]
    told = say.MAY_BE_SENT(command="surat resolve", letter=letter.id).words(desk.language)
    for one in deliveries:
        sending = replace(one, state=DeliveryState.SENDING, next_at=None)
        if one.state is not DeliveryState.SENDING:
            desk.register.report(sending)
        act = Act(action="delivery_uncertain", hand=DAEMON, at=desk.clock.now(), note=f"{one.recipient.name}: {told}")
        uncertain = replace(sending, state=DeliveryState.UNCERTAIN, note=told)
        desk.register.report(uncertain, record(letter, act) if one is deliveries[-1] else None)  # the event says that all of them are done
    return bool(deliveries)


def _is_harmless(delivery: Delivery, desk: Desk) -> bool:
    return desk.way_to(delivery).is_repeatable


def _letter_of(path: Path, press: Press | None) -> str | None:
    """The letter a file tells of: by its name, else by what is written into it."""
    if LETTER_ID.fullmatch(path.name[:_ID_LENGTH]):
        return path.name[:_ID_LENGTH]
    if path.suffix.casefold() == ".pdf" and press is not None:
        try:
            binding = press.binding(path)
        except (SuratError, OSError):
            return None
        return binding.letter if binding and LETTER_ID.fullmatch(binding.letter) else None
    if path.name.endswith((RECEIPT, REASON)):
        found = LETTER_ID.search(_text_of(path))
        return found[0] if found else None
    return None


def _known(letter: str, register: Register) -> Letter | None:
    try:
        return register.letter(letter)
    except UnknownLetterError:
        return None


def _is_ahead(path: Path, known: Letter) -> bool:
    """Whether a file shows a letter as sent which the register has not sent yet."""
    if "6-terkirim" in path.parts:
        return known.state is not State.SENT
    return path.with_suffix(".json").is_file() and known.state not in _MAY_BE_WITH_A_PARTNER


def _number_of(path: Path, rule: NumberRule, press: Press | None) -> str:
    if path.suffix.casefold() in _NOTES:
        text = _text_of(path)
        found = _NUMBER_LINE.search(text)
        return found[1] if found and sequence_in(found[1], rule) is not None else ""
    beside = path.with_suffix(".json")
    if beside.is_file():
        try:
            return str(json.loads(_text_of(beside))["nomor"])
        except (ValueError, KeyError, TypeError):
            return ""
    if press is None:
        return ""
    try:
        return next((word for word in press.words(path) if sequence_in(word, rule) is not None), "")
    except (SuratError, OSError):
        return ""


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as source:
            return source.read(_NOTE_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""
