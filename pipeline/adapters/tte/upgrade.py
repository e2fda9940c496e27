"""Raises letters that are signed already: the same file with more behind it (`surat upgrade-signatures`).

No key is needed. The signed file is only read; its bytes stand untouched in front of the result, so whoever has the old one has a valid letter still. Each
result is judged before it counts: every signature holds and has the level that is told. The command runs this in its own process, without threads.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.adapters.tte.judge import judge
from pipeline.adapters.tte.levels import raise_level
from pipeline.adapters.tte.notary import Notary, RevokedCertificateError, complaint, open_notary
from pipeline.adapters.tte.pkcs12 import begins_with
from pipeline.adapters.tte.trust import Trust, read_trust
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.notes import Message
from pipeline.domain.notes import signing as notes
from pipeline.domain.signing import SignatureLevel, SigningTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What a letter's signatures came to; the lowest of them where there are several."""

    before: SignatureLevel
    after: SignatureLevel
    lack: Message | None = None
    """why it is less than the office wants, where it is"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raiser:
    """Raises one letter after the other; what an authority said, or did not, serves them all."""

    trust: Trust
    terms: SigningTerms
    notary: Notary
    runner: asyncio.Runner

    def run(self, letter: str, source: Path, target: Path) -> Raised:
        """Make `target` of `source`, or nothing where there is nothing to raise: it is then `after` what it was `before`.

        Raises:
            LaterError: an authority is silent, and nothing was reached.
            HeldError: the signed file does not hold, or cannot be raised.
        """
        try:
            with source.open("rb") as file:
                before = self._judged(letter, file)
                if before.reaches(self.terms.level):
                    return Raised(before=before, after=before)
                file.seek(0)
                with target.open("w+b") as copy:
                    shutil.copyfileobj(file, copy)
                    raised = self._raised(letter, copy, before)
                    _check_prefix(letter, copy, file)
                    os.fsync(copy.fileno())
        except BaseException:
            with suppress(OSError):  # a disk that fails here failed before; the error says so
                target.unlink(missing_ok=True)
            raise
        return raised

    def _judged(self, letter: str, file: IO[bytes]) -> SignatureLevel:
        """The lowest level of the signatures, all of which hold."""
        try:
            findings = self.runner.run(judge(file, self.trust))
            levels = [one.level for one in findings if one.holds and one.level is not None]
        except Exception as exc:
            raise HeldError(notes.NOT_RAISABLE(letter=letter, reason=complaint(exc))) from exc
        if not levels or len(levels) != len(findings):
            raise HeldError(notes.NOT_RAISABLE(letter=letter, reason=f"{len(levels)} / {len(findings)}"))
        return min(levels, key=list(SignatureLevel).index)

    def _raised(self, letter: str, file: IO[bytes], before: SignatureLevel) -> Raised:
        wanted = self.terms.level
        try:
            after, silent = self.runner.run(raise_level(file, before, wanted, self.notary))
        except RevokedCertificateError as exc:
            raise HeldError(notes.NOT_RAISABLE(letter=letter, reason=str(exc))) from exc
        except Exception as exc:
            raise HeldError(notes.NOT_RAISABLE(letter=letter, reason=complaint(exc))) from exc
        if after is before and silent is not None:
            raise LaterError(notes.NOT_RAISED(letter=letter, who=silent.who, reason=silent.reason))
        found = self._judged(letter, file)
        if not found.reaches(after):
            raise HeldError(notes.NOT_RAISABLE(letter=letter, reason=f"{found.value} / {after.value}"))
        lack = notes.LEVEL_LOWERED(level=after.value, wanted=wanted.value, who=silent.who, reason=silent.reason) if silent else None
        return Raised(before=before, after=found, lack=lack)


def _check_prefix(letter: str, whole: IO[bytes], part: IO[bytes]) -> None:
    if not begins_with(whole, part):
        raise HeldError(notes.NOT_RAISABLE(letter=letter, reason="prefix"))


@contextmanager
def open_raiser(trust_roots: tuple[Path, ...], terms: SigningTerms) -> Iterator[Raiser]:
    """A raiser for one run of the command.

    Raises:
        HeldError: a trusted root or the authority's password cannot be read.
    """
    trust = read_trust(trust_roots, [Path(root) for root in terms.state_roots])
    with asyncio.Runner() as runner:
        notary = open_notary(terms, trust)
        try:
            yield Raiser(trust=trust, terms=terms, notary=notary, runner=runner)
        finally:
            runner.run(notary.close())
