"""The whole instance, checked (`surat audit`): the register, the documents, the shares, and what interrupted work left behind; and what of it may be mended.

Nothing is believed because a transaction once said so. The register is read in one view and the documents after it, so that with a daemon at work every
document the view names is there. The shares move meanwhile: they are looked at twice, and only what was wrong both times is told. Mending touches neither
the register, nor a document, nor a file of a user's: what is missing on the shares is shown again, half-written files go.
"""

import os
import stat
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import TEMPORARY, digest_of_file
from pipeline.adapters.intake.arrivals import LOCK
from pipeline.adapters.intake.conservation import account_for
from pipeline.adapters.intake.filed import Filed, survey
from pipeline.adapters.intake.files import share_errors
from pipeline.adapters.intake.names import fitting
from pipeline.adapters.intake.promises import empty_promises, take_back
from pipeline.adapters.store.audit import Standing, View, open_view
from pipeline.adapters.store.documents import FileDocuments
from pipeline.domain.decision import DecisionFolder
from pipeline.domain.errors import SuratError
from pipeline.domain.findings import REPAIRABLE, Finding, Kind
from pipeline.domain.letter import LETTER_ID
from pipeline.domain.notes import Message
from pipeline.domain.notes import keeping as say
from pipeline.domain.states import State
from pipeline.ports import Desk, Each, Press
from pipeline.stages import show

_LONG_AGO: Final = timedelta(minutes=5)
"""how old a half-written file must be before nobody can still be writing it"""
_SHOWS_THE_DRAFT: Final = (f"{DecisionFolder.NUMBERING}/", "kembali/")
_OURS: Final = (*(folder.value for folder in DecisionFolder), "6-terkirim", "kembali")
"""the folders in which every PDF is one we have put there"""
_BY_PATH: Final = frozenset({Kind.RECEIPT_UNKNOWN, Kind.LEFTOVER})
"""what is about a file, and not about a letter"""
_FORM: Final = ".keputusan.yaml"
_DISPATCH_SHEET: Final = ".ekspedisi.pdf"
_ID_LENGTH: Final = 11
_STATES: Final = {one.value: one for one in State}


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """Where an instance lies."""

    database: Path
    documents: FileDocuments
    inbox: Path
    arrivals: Path
    """where the letters of other offices are filed; need not be there"""
    written_to: tuple[Path, ...]
    """every folder in which a crash may leave half-written files"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit saw."""

    letters: int
    documents: int
    """how many the register names"""
    arrivals: int
    """how many letters of other offices are filed"""
    digest: str
    """of everything the register and the documents hold; equal instances have equal digests"""
    files: Mapping[str, int]
    """how many files of the shared tree are waiting, in work, done, put aside and so on; every one is in exactly one of these"""
    findings: tuple[Finding, ...]


def audit(premises: Premises, press: Press | None = None, *, around: bool = True) -> Audit:
    """Check everything.

    Args:
        premises: the instance.
        press: reads what is written in each stamped PDF about itself; without it that is taken on trust.
        around: whether the shares and left-overs are looked at too.
    """
    findings: list[Finding] = []
    digests: list[str] = []
    files: Counter[str] = Counter()
    counted, digest = (0, 0), ""
    with _telling(findings), open_view(premises.database) as view:
        findings += view.findings()
        with _telling(findings):
            findings += _missing(view, premises.documents)
        with _telling(findings):
            findings += _altered(premises.documents, digests)
        if press is not None:
            findings += _bindings(view, premises.documents, press)
        with _telling(findings):
            counted, digest = view.count(), view.digest(digests)
    arrivals = _arrivals(premises.arrivals, findings)
    if around:
        with _telling(findings):
            findings += check_around(premises)
        with _telling(findings):
            files = _count_files(premises)
    return Audit(letters=counted[0], documents=counted[1], arrivals=arrivals, digest=digest, files=files, findings=tuple(dict.fromkeys(findings)))


def check_around(premises: Premises) -> tuple[Finding, ...]:
    """What is wrong on the shares, and what was left behind."""
    return (*_shares(premises), *_leftovers(premises))


def repair(findings: Sequence[Finding], desk: Desk, each: Each | None) -> Iterator[Message]:
    """Mend what may be mended, and say what was done.

    Args:
        findings: what an audit found.
        desk: the office.
        each: the engine that shows letters again; None where a daemon runs, which does that itself.

    Raises:
        SuratError: a letter cannot be shown now.
    """
    mendable = [one for one in findings if one.kind in REPAIRABLE]
    altered = {f"sha256:{Path(one.about).name}" for one in findings if one.kind is Kind.DOCUMENT_ALTERED}
    named = (desk.register.letter(letter) for letter in dict.fromkeys(one.about for one in mendable if one.kind not in _BY_PATH))
    letters = [letter for letter in named if not altered & {letter.source, letter.document}]
    for letter in letters:
        desk.register.show_anew(letter.id)
    if each is not None:
        for error in show.run([letter.id for letter in letters], desk, each).values():
            raise error
    yield from (say.SHOWN_AGAIN(letter=letter.id) for letter in letters)
    for path in (one.about for one in mendable if one.kind is Kind.RECEIPT_UNKNOWN):
        take_back(Path(path), desk.language)
        yield say.TAKEN_BACK(path=path)
    for path in (one.about for one in mendable if one.kind is Kind.LEFTOVER):
        Path(path).unlink(missing_ok=True)
        yield say.DROPPED(path=path)


def _count_files(premises: Premises) -> Counter[str]:
    """How many files of the shared tree are in which account; a restored office may have no tree yet."""
    if not premises.inbox.is_dir():
        return Counter()
    with open_view(premises.database) as view:

        def find(letter: str) -> tuple[State, tuple[str, ...]] | None:
            standing = view.standing(letter)
            state = _STATES.get(standing.state) if standing else None
            return (state, standing.paths) if standing and state else None

        with share_errors():
            return Counter(one.account.value for one in account_for(premises.inbox, find))


@contextmanager
def _telling(findings: list[Finding]) -> Iterator[None]:
    """Tell of what cannot be read, and go on."""
    try:
        yield
    except SuratError as error:
        findings.append(Finding(kind=Kind.DATABASE, what=error.message))


def _missing(view: View, documents: FileDocuments) -> Iterator[Finding]:
    for letter, digest in view.documents():
        try:
            documents.path(digest)
        except SuratError:
            yield Finding(kind=Kind.DOCUMENT_MISSING, what=say.DOCUMENT_MISSING(digest=digest, letter=letter), about=letter)


def _altered(documents: FileDocuments, digests: list[str]) -> Iterator[Finding]:
    for stored in documents.survey():
        if stored.is_whole:
            digests.append(stored.path.name)
        elif stored.digest is None:
            yield Finding(kind=Kind.DOCUMENT_UNKNOWN, what=say.DOCUMENT_UNKNOWN(name=stored.path.name), about=str(stored.path))
        else:
            yield Finding(kind=Kind.DOCUMENT_ALTERED, what=say.DOCUMENT_ALTERED(name=stored.path.name), about=str(stored.path))


def _bindings(view: View, documents: FileDocuments, press: Press) -> Iterator[Finding]:
    for wanted, document in view.bindings():
        try:
            found = press.binding(documents.path(document))
        except SuratError:
            found = None
        if found != wanted:
            told = f"{found.letter}, revisi {found.revision}, {found.sidecar}" if found else "-"
            yield Finding(kind=Kind.BINDING, what=say.BINDING_DIFFERS(letter=wanted.letter, found=told), about=wanted.letter)


def _arrivals(folder: Path, findings: list[Finding]) -> int:
    """Tell of the letters of other offices that are not as they came; how many there are."""
    filed: list[Filed] = []
    try:
        filed.extend(survey(folder))
    except OSError as problem:
        findings.append(Finding(kind=Kind.ARRIVAL_MISSING, what=say.ARRIVALS_UNREADABLE(reason=problem.strerror), about=str(folder)))
    for one in filed:
        if one.missing:
            findings.append(Finding(kind=Kind.ARRIVAL_MISSING, what=say.ARRIVAL_MISSING(files=", ".join(one.missing)), about=one.message))
        elif one.is_altered:
            findings.append(Finding(kind=Kind.ARRIVAL_ALTERED, what=say.ARRIVAL_ALTERED(message=one.message), about=one.message))
    return len(filed)


def _shares(premises: Premises) -> Iterator[Finding]:
    """What is wrong on the shares both times they are looked at; between the two a daemon may have moved a letter."""
    first = list(_look(premises))
    if first:
        again = set(_look(premises))
        yield from (one for one in first if one in again)


def _look(premises: Premises) -> Iterator[Finding]:
    with open_view(premises.database) as view:
        for standing in view.standings():
            if standing.is_shown:
                yield from _not_as_shown(standing, premises.inbox)
        for path in _all_of_ours(premises.inbox):
            if not _is_known(path, view):
                yield Finding(kind=Kind.SHARE_UNKNOWN, what=say.SHARE_UNKNOWN(path=path), about=path)
        for receipt, letter in empty_promises(premises.inbox, lambda letter: view.standing(letter) is not None):
            path = str(receipt.relative_to(premises.inbox))
            yield Finding(kind=Kind.RECEIPT_UNKNOWN, what=say.RECEIPT_UNKNOWN(path=path, letter=letter), about=str(receipt))


def _not_as_shown(standing: Standing, inbox: Path) -> Iterator[Finding]:
    for path in standing.paths:
        target = inbox / _fitted(path)
        if not os.path.lexists(target):
            if standing.state == State.CANCELLED:  # a note, which its reader may throw away
                continue
            yield Finding(kind=Kind.SHARE_MISSING, what=say.SHARE_MISSING(path=path, letter=standing.letter), about=standing.letter)
        elif path.endswith(".pdf") and not path.endswith(_DISPATCH_SHEET):
            wanted = standing.source if path.startswith(_SHOWS_THE_DRAFT) else standing.document
            if _digest(target) != wanted:
                yield Finding(kind=Kind.SHARE_ALTERED, what=say.SHARE_ALTERED(path=path, letter=standing.letter), about=standing.letter)


def _all_of_ours(inbox: Path) -> Iterator[str]:
    """Every PDF and form where only those of the register lie, relative to the tree."""
    for stage in _OURS:
        for folder, _, names in os.walk(inbox / stage):
            for name in sorted(names):
                is_form = name.endswith(_FORM) and LETTER_ID.fullmatch(name[:_ID_LENGTH]) is not None and name[_ID_LENGTH] == "_"
                if not name.startswith(".") and (name.casefold().endswith(".pdf") or is_form):
                    yield str(Path(folder, name).relative_to(inbox))


def _is_known(path: str, view: View) -> bool:
    standing = view.standing(Path(path).name[:_ID_LENGTH])
    return standing is not None and path in {_fitted(one) for one in standing.paths}


def _leftovers(premises: Premises) -> Iterator[Finding]:
    latest = time.time() - _LONG_AGO.total_seconds()
    left = list(premises.documents.leftovers(_LONG_AGO))
    for root in premises.written_to:
        for folder, _, names in os.walk(root):
            for name in names:
                if name.startswith(TEMPORARY) and name != LOCK:
                    path = Path(folder, name)
                    with suppress(OSError):  # gone meanwhile
                        left += [path] if path.lstat().st_mtime < latest else []
    yield from (Finding(kind=Kind.LEFTOVER, what=say.LEFTOVER(path=path), about=str(path)) for path in dict.fromkeys(left))


def _fitted(path: str) -> str:
    """A path as the shares have it, where a name that is too long is shortened."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{fitting(name)}"


def _digest(path: Path) -> str:
    """`sha256:…` of a plain file; of anything else, or what went away, nothing."""
    try:
        return digest_of_file(path) if stat.S_ISREG(path.lstat().st_mode) else ""
    except OSError:
        return ""
