"""Where every file of the shared tree belongs: nothing that anybody saved may be unaccounted for.

A file waits to be taken, shows a letter that is in work, done or withdrawn, was put aside, or is a note of ours; what editors and systems leave is passed over.
Whatever else lies there is unknown: it is reported, never touched.
"""

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.adapters.intake.files import is_plain
from pipeline.adapters.intake.names import REASON, RECEIPT, Kind, fitting, is_decision, is_repair_note, read_name
from pipeline.domain.decision import DecisionFolder
from pipeline.domain.letter import LETTER_ID
from pipeline.domain.public import PUBLIC
from pipeline.domain.states import State

DRAFTS: Final = "1-konsep"
"""The applicants' folders."""
ASIDE: Final = "karantina"
"""The refused files' folder."""
_PAGES: Final = frozenset({"papan", PUBLIC})
_DECISIONS: Final = frozenset(PurePosixPath(folder.value).parts[0] for folder in DecisionFolder)
_OUR_NOTES: Final = (".catatan.txt", ".petunjuk.txt")
_OPEN_DEPTH: Final = 3
"""`1-konsep/<unit>/<file>`: users' folders below are never looked into"""


class Account(StrEnum):
    """What becomes of a file."""

    WAITING = "waiting"
    """a draft or a decision that was not taken yet"""
    IN_WORK = "in_work"
    """shows a letter on its way"""
    DONE = "done"
    """shows a letter that was sent"""
    WITHDRAWN = "withdrawn"
    """still shows a cancelled letter"""
    QUARANTINED = "quarantined"
    """put aside"""
    NOTE = "note"
    """written by us to be read"""
    PASSED_OVER = "passed_over"
    """an editor's or a system's own"""
    UNKNOWN = "unknown"
    """nobody knows why it is there"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounted:
    """One file of the tree.

    Attributes:
        path: relative to the tree.
        account: what becomes of it.
        letter: the id of the letter it shows, if any.
    """

    path: str
    account: Account
    letter: str = ""


Find = Callable[[str], tuple[State, Collection[str]] | None]
"""Where a letter with this id stands, and the paths it is shown at; None if there is no such letter."""
_OF_LETTER: Final = {State.SENT: Account.DONE, State.CANCELLED: Account.WITHDRAWN}


def account_for(inbox: Path, find: Find) -> Iterator[Accounted]:
    """Every file of the tree, by its path; nothing is changed.

    Args:
        inbox: the shared tree.
        find: what the register knows of a letter.

    Raises:
        OSError: a folder cannot be read.
    """
    for path, status in _files(inbox):
        letter = LETTER_ID.match(PurePosixPath(path).name)
        known = find(letter[0]) if letter else None
        if letter is not None and known is not None and path in {_fitted(one) for one in known[1]}:
            yield Accounted(path=path, account=_OF_LETTER.get(known[0], Account.IN_WORK), letter=letter[0])
        else:
            yield Accounted(path=path, account=_of_place(PurePosixPath(path), is_takeable=is_plain(status)))


def _fitted(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/{fitting(name)}"


def _files(inbox: Path) -> Iterator[tuple[str, os.stat_result]]:
    def fail(problem: OSError) -> None:
        raise problem

    for folder, subfolders, names in os.walk(inbox, onerror=fail):
        subfolders.sort()
        for name in sorted([*names, *(one for one in subfolders if Path(folder, one).is_symlink())]):
            path = Path(folder, name)
            try:
                yield path.relative_to(inbox).as_posix(), path.lstat()
            except FileNotFoundError:
                continue  # taken meanwhile


def _of_place(path: PurePosixPath, *, is_takeable: bool) -> Account:
    """What a file is that shows no letter."""
    kind = read_name(path.name).kind
    if kind is Kind.IGNORED:
        return Account.PASSED_OVER
    top = path.parts[0]
    if top == ASIDE:
        return Account.NOTE if path.name.endswith(REASON) else Account.QUARANTINED
    if top == DRAFTS and path.name.endswith(RECEIPT):
        return Account.IN_WORK
    if kind is Kind.NOTE or is_repair_note(path.name) or top in _PAGES:
        return Account.NOTE
    is_draft = top == DRAFTS and len(path.parts) == _OPEN_DEPTH and kind in {Kind.PDF, Kind.SIDECAR}
    is_ruling = top in _DECISIONS and is_decision(path.name)
    if is_takeable and (is_draft or is_ruling):
        return Account.WAITING
    return Account.NOTE if top in _DECISIONS and path.name.endswith(_OUR_NOTES) else Account.UNKNOWN
