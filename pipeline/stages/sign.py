"""SOP 8: the head applies the TTE to exactly the bytes that were approved.

The key is opened once for one decision, however many letters it names (`daftar`), and each result was validated by the backend before it is handed back.
What went wrong with one letter is that letter's alone: the answer is an error in its place.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.domain.errors import HeldError, SuratError
from pipeline.domain.handover import Act, pass_on
from pipeline.domain.letter import Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.notes import signing as say_signing
from pipeline.domain.page import SignatureBlock
from pipeline.domain.signing import Secret, SignedDocument, SigningOrder
from pipeline.domain.states import State
from pipeline.ports import Desk, Each, Ruling


def run(letter: Letter, desk: Desk, ruling: Ruling | None = None) -> Letter:
    """Sign one letter. Commit point: `register.move`."""
    if ruling is None:
        return letter
    result = run_all(((letter, ruling),), desk, _one_by_one)[0]
    if isinstance(result, SuratError):
        raise result
    return result


def run_all(signings: Sequence[tuple[Letter, Ruling]], desk: Desk, each: Each) -> list[Letter | SuratError]:
    """Sign the letters of one decision; a letter or its error for each, in order. Commit point: `register.move`, once a letter."""
    orders = [_order_or_error(letter, desk) for letter, _ in signings]
    official = desk.office.officials[signings[0][1].actor]
    secret = signings[0][1].secret or Secret("")
    signed = iter(desk.signer.sign([one for one in orders if isinstance(one, SigningOrder)], official, secret))
    results: list[Letter | SuratError | SignedDocument] = [next(signed) if isinstance(one, SigningOrder) else one for one in orders]

    def commit(place: str) -> bool:
        (letter, ruling), order, result = signings[int(place)], orders[int(place)], results[int(place)]
        if isinstance(order, SigningOrder) and isinstance(result, SignedDocument):
            results[int(place)] = _commit(letter, ruling, order, result, desk)
        return True

    each(commit, map(str, range(len(results))))
    return [one for one in results if not isinstance(one, SignedDocument)]


def _one_by_one(act: Callable[[str], bool], names: Iterable[str], *, wait_for_all: bool = True) -> int:
    del wait_for_all  # one at a time is always waited for
    return sum(map(act, names))


def _order_or_error(letter: Letter, desk: Desk) -> SigningOrder | SuratError:
    try:
        return _order(letter, desk)
    except SuratError as error:
        return error


def _order(letter: Letter, desk: Desk) -> SigningOrder:
    if letter.document is None or letter.box is None or letter.number is None:
        raise HeldError(say.NO_NUMBER(letter=letter.id))
    holder, signer = desk.office.officials[letter.signatory.holder], desk.office.officials[letter.signatory.acting]
    return SigningOrder(
        letter=letter.id,
        source=str(desk.documents.path(letter.document)),
        target=str(desk.documents.scratch("tte")),
        box=letter.box,
        block=SignatureBlock(
            position=f"{letter.signatory.capacity} {holder.position}".strip(),
            name=signer.name,
            rank=signer.rank,
            nip=signer.nip,
            words=desk.texts.words,
            qr=f"{desk.office.verification_address}{letter.id}" if desk.office.verification_address else f"{desk.office.name} {letter.number.text} {letter.id}",
        ),
        reason=desk.texts.reason,
        location=desk.texts.location,
        at=desk.clock.now(),
    )


def _commit(letter: Letter, ruling: Ruling, order: SigningOrder, signed: SignedDocument, desk: Desk) -> Letter | SuratError:
    try:
        document = desk.documents.adopt(Path(order.target))
        act = Act(action="signed", hand=ruling.hand, at=signed.at, note=_told(ruling.item.note, signed, desk))
        after, event = pass_on(letter, State.SIGNED, act, desk.office, document=document)
        return desk.register.move(after, event)
    except SuratError as error:
        return error


def _told(note: str, signed: SignedDocument, desk: Desk) -> str:
    """The signatory's words, the level reached, whether it is certified, and why the level is lower than the office wants."""
    kind = say_signing.SIGNED_CERTIFIED if signed.certified else say_signing.SIGNED_UNCERTIFIED
    told = (kind(level=signed.level.value), *((signed.lack,) if signed.lack else ()))
    return "; ".join(part for part in (note, *(one.words(desk.language) for one in told)) if part)
