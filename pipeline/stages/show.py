"""Shows a letter on the shares where it stands: the PDF to read, the form to decide on, the notes that tell its applicant.

What is to be seen follows from the register, so showing it again changes nothing. Where its files may lie is remembered before and after, so that nothing
is left behind by a crash between the two. Many letters are shown together: what each needs is written on its own, what the disk must be waited for is waited
for once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from pipeline.domain import told
from pipeline.domain.dates import moment_in_words
from pipeline.domain.decision import DecisionFolder
from pipeline.domain.forms import decision_form, returned_sidecar, suggest_codes
from pipeline.domain.letter import Event, Letter
from pipeline.domain.notes import Message
from pipeline.domain.notes import shares as say
from pipeline.domain.particulars import Particulars, handed_over, particulars
from pipeline.domain.public import PUBLIC, public_page, verification_code
from pipeline.domain.sheet import dispatch_sheet
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk, Each, Mark, Shown, of_each

_BY_HAND: Final = frozenset({DeliveryState.TO_PRINT, DeliveryState.PRINTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What is to be seen of one letter, and where something of it may lie now."""

    basis: int
    letter: Letter
    wanted: tuple[Shown, ...]
    old: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(one.path for one in self.wanted)


def run(letters: Sequence[str], desk: Desk, each: Each) -> Mapping[str, Exception]:
    """Make the shares show letters as they stand; what went wrong with those that could not be shown. Commit point: `register.mark_all`."""
    views, failed = of_each(letters, lambda letter: _view(letter, desk), each, Exception)
    growing = [view for view in views.values() if not set(view.paths) <= set(view.old)]
    if growing:
        desk.register.mark_all([Mark(letter=one.letter.id, paths=tuple(dict.fromkeys((*one.old, *one.paths)))) for one in growing])
    touched, unshown = of_each(views, lambda letter: desk.shares.show(views[letter].letter.name, views[letter].wanted, views[letter].old), each, Exception)
    _, unsynced = of_each(dict.fromkeys(chain.from_iterable(touched.values())), desk.shares.sync, each, Exception)
    failed |= unshown | {letter: unsynced[one] for letter, folders in touched.items() for one in folders if one in unsynced}
    done = [view for letter, view in views.items() if letter not in failed]
    if done:
        desk.register.mark_all([Mark(letter=one.letter.id, paths=one.paths, version=one.letter.version, basis=one.basis) for one in done])
    return failed


def _view(key: str, desk: Desk) -> _View:
    basis = desk.register.basis(key)  # before anything is looked at: what changes from now on asks for another showing
    letter = desk.register.letter(key)
    return _View(basis=basis, letter=letter, wanted=tuple(what_is_seen(letter, desk)), old=desk.register.shown(key))


def what_is_seen(letter: Letter, desk: Desk) -> Iterable[Shown]:
    """Every file that shows this letter, by the state it is in."""
    match letter.state:
        case State.RECEIVED:
            yield from _at_registrar(letter, desk)
        case State.IN_VERIFICATION if letter.post is not None:
            yield from _at_official(letter, desk, DecisionFolder.VERIFICATION, f"{DecisionFolder.VERIFICATION}/{letter.post.acting}")
        case State.AWAITING_SIGNATURE if letter.post is not None:
            yield from _at_official(letter, desk, DecisionFolder.SIGNATURE, f"{DecisionFolder.SIGNATURE}/{letter.post.acting}")
        case State.READY_TO_SEND | State.HELD if letter.state is State.READY_TO_SEND or letter.is_kept_back:
            yield from _at_official(letter, desk, DecisionFolder.RELEASE, DecisionFolder.RELEASE.value)
        case State.DISPATCHING:
            yield from _at_print(letter, desk)
        case State.SENT if not letter.submission.security.is_confidential:
            yield Shown(path=f"6-terkirim/{letter.since.year:04}/{letter.since.month:02}/{letter.name}.pdf", document=letter.document)
        case State.RETURNED | State.CANCELLED:
            yield from (_at_applicant if letter.state is State.RETURNED else _at_an_end)(letter, desk)
        case State.HELD | State.SIGNATURE_UNCERTAIN:
            yield from _where_it_stopped(letter, desk)
        case _:
            pass
    if letter.state not in {State.SENT, State.CANCELLED}:
        yield Shown(path=f"1-konsep/{letter.unit}/{letter.stem}.diterima.txt", content=_note(told.receipt(letter, desk.office, desk.language), desk))
    yield from _to_anybody(letter, desk)


def _to_anybody(letter: Letter, desk: Desk) -> Iterable[Shown]:
    """The page that the QR code opens, from the TTE on and for ever."""
    page = public_page(letter, desk.register.events(letter.id), desk.office) if desk.office.verification_address else None
    if page is not None:
        yield Shown(path=f"{PUBLIC}/{verification_code(desk.office, letter)}/index.html", content=desk.board.verification(page))


def _at_registrar(letter: Letter, desk: Desk) -> Iterable[Shown]:
    reasons = desk.questions(letter)
    if not reasons:
        return
    needs_code = letter.code is None or letter.code not in desk.office.codes
    form = decision_form(
        DecisionFolder.NUMBERING,
        letter=letter.id,
        document=letter.source,
        facts=[*_facts(letter, desk), *((_words(say.REASON(), desk), _words(reason, desk)) for reason in reasons)],
        needs_code=needs_code,
        suggested=suggest_codes(letter.submission.subject, desk.office.codes) if needs_code else (),
        language=desk.language,
    )
    yield Shown(path=f"{DecisionFolder.NUMBERING}/{letter.name}.pdf", document=letter.source)
    yield Shown(path=f"{DecisionFolder.NUMBERING}/{letter.name}.keputusan.yaml", content=form.encode(), is_form=True)


def _at_official(letter: Letter, desk: Desk, folder: DecisionFolder, path: str) -> Iterable[Shown]:
    takes_codes = folder is DecisionFolder.SIGNATURE and letter.post is not None and desk.signer.takes_codes(desk.office.officials[letter.post.acting])
    form = decision_form(
        folder,
        letter=letter.id,
        document=letter.document or "",
        facts=_facts(letter, desk),
        passphrase=desk.plain_passphrases,
        official=letter.post.acting if letter.post else "",
        code=takes_codes,
        code_asked=_code_asked(letter, desk) if takes_codes else "",
        language=desk.language,
    )
    yield Shown(path=f"{path}/{letter.name}.pdf", document=letter.document)
    yield Shown(path=f"{path}/{letter.name}.keputusan.yaml", content=form.encode(), is_form=True)


def _code_asked(letter: Letter, desk: Desk) -> str:
    """When a one-time code was last asked for since the letter came here; empty if none was, or that failed."""
    asked = next((one for one in reversed(desk.register.events(letter.id)) if one.action in {"code_requested", "code_request_failed"}), None)
    return moment_in_words(asked.at) if asked is not None and asked.action == "code_requested" and asked.at >= letter.since else ""


def _at_print(letter: Letter, desk: Desk) -> Iterable[Shown]:
    by_hand = [one for one in desk.register.deliveries(letter.id) if one.state in _BY_HAND]
    if not by_hand:
        return
    folder = DecisionFolder.PRINT
    form = decision_form(
        folder,
        letter=letter.id,
        document=letter.document or "",
        facts=[*_facts(letter, desk), *(handed_over(one, desk.language) for one in by_hand)],
        several=len(by_hand) > 1,
        language=desk.language,
    )
    yield Shown(path=f"{folder}/{letter.name}.pdf", document=letter.document)
    sheet = desk.documents.scratch("ekspedisi")
    desk.press.sheet(sheet, dispatch_sheet(letter, by_hand, desk.office.name, desk.language))
    yield Shown(path=f"{folder}/{letter.name}.ekspedisi.pdf", document=desk.documents.adopt(sheet))
    restored = desk.register.restoration()
    if desk.printer is not None and (note := told.paper(letter, by_hand, desk.register.events(letter.id), restored.at if restored else None, desk.language)):
        yield Shown(path=f"{folder}/{letter.name}.cetak.txt", content=_note(note, desk))
    yield Shown(path=f"{folder}/{letter.name}.keputusan.yaml", content=form.encode(), is_form=True)


def _where_it_stopped(letter: Letter, desk: Desk) -> Iterable[Shown]:
    """Instead of the form, a note for the official in whose hands the letter stopped."""
    since = letter.hold.since if letter.hold is not None else letter.state
    post = replace(letter, state=since).post
    if post is None:
        return
    folder = DecisionFolder.VERIFICATION if since is State.IN_VERIFICATION else DecisionFolder.SIGNATURE
    yield Shown(path=f"{folder}/{post.acting}/{letter.name}.catatan.txt", content=_note(told.stopped(letter), desk))


def _at_applicant(letter: Letter, desk: Desk) -> Iterable[Shown]:
    """A confidential letter shows nothing but that it is back: its reason is for its applicant's ears."""
    folder, event = f"kembali/{letter.unit}/{letter.name}", _last_event(letter, "returned", desk)
    note = Shown(path=f"{folder}.catatan.txt", content=_note(told.returned(letter, event, desk.office, desk.language), desk))
    if letter.submission.security.is_confidential:
        yield note
        return
    yield Shown(path=f"{folder}.pdf", document=letter.source)
    yield note
    yield Shown(path=f"{folder}.yaml", content=returned_sidecar(letter.submission, letter.id, desk.language).encode())


def _at_an_end(letter: Letter, desk: Desk) -> Iterable[Shown]:
    """For a while, a note for the applicant whose letter somebody else cancelled."""
    note = told.cancelled(letter, _last_event(letter, "cancelled", desk), desk.office, desk.language)
    if note is not None and desk.clock.now() - letter.since < told.TOLD_FOR:
        yield Shown(path=f"kembali/{letter.unit}/{letter.name}.catatan.txt", content=_note(note, desk))


def _last_event(letter: Letter, action: str, desk: Desk) -> Event | None:
    return next((one for one in reversed(desk.register.events(letter.id)) if one.action == action), None)


def _facts(letter: Letter, desk: Desk) -> Particulars:
    return particulars(letter, desk.office, desk.texts, desk.language)


def _words(message: Message, desk: Desk) -> str:
    return message.words(desk.language)


def _note(message: Message, desk: Desk) -> bytes:
    """A note as old Notepad shows it: a byte order mark, and lines that end in CR LF."""
    return ("\ufeff" + _words(message, desk).replace("\n", "\r\n") + "\r\n").encode()
