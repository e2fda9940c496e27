"""`surat decide`: writes an official's decision into his folder, as he would with Notepad. It needs the share alone, nothing of `state/`.

A passphrase is sealed for the daemon with the public key in the configuration before anything is written. Several letters become one list under one seal.
"""

import getpass
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

import click

from pipeline.adapters.durable import digest_of_file, write_new
from pipeline.adapters.sidecar import load
from pipeline.adapters.tte.memory import keep_memory_private
from pipeline.cli.common import config_option, leaves_well, seal_keys_of, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.config import Identity, Settings
from pipeline.domain.decision import Decision, DecisionFolder, Verdict
from pipeline.domain.errors import DraftRefusedError, NotAllowedError
from pipeline.domain.forms import quoted
from pipeline.domain.letter import LETTER_ID
from pipeline.domain.notes import commands as say
from pipeline.domain.notes import sealing as say_seal
from pipeline.domain.office import Official, Role
from pipeline.domain.read_decision import NEEDS_NOTE, SEALED, read_decision
from pipeline.domain.sealing import USUAL, claims_of
from pipeline.domain.signing import Secret

_FOLDERS = {
    Role.VERIFIER: (DecisionFolder.VERIFICATION,),
    Role.SIGNATORY: (DecisionFolder.SIGNATURE,),
    Role.REGISTRAR: (DecisionFolder.NUMBERING, DecisionFolder.RELEASE, DecisionFolder.PRINT),
    Role.ORIGINATOR: (),
}
_OF_ONE_ONLY: Final = ("code", "recipient", "receipt", "taken_by")
"""Options that say something of a single letter."""
_TO_BE_SEALED: Final = "-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One letter's PDF in the official's folder."""

    letter: str
    folder: DecisionFolder
    pdf: Path

    @property
    def document(self) -> str:
        """Its digest; empty where a letter is cancelled without reading it."""
        return digest_of_file(self.pdf) if self.pdf.suffix == ".pdf" else ""


@click.command(help=helps("decide"))
@config_option
@click.argument("letters", metavar="ID...", nargs=-1, required=True)
@click.argument("verdict", metavar="KEPUTUSAN", type=click.Choice([one.value for one in Verdict]))
@click.option("--as", "official", required=True, metavar="PEJABAT", help=option_help("--as"))
@click.option("--note", default="", help=option_help("--note"))
@click.option("--code", default="", metavar="KLASIFIKASI", help=option_help("--code"))
@click.option("--recipient", default="", metavar="TUJUAN", help=option_help("--recipient"))
@click.option("--receipt", default="", metavar="RESI", help=option_help("--receipt"))
@click.option("--taken-by", default="", metavar="PENERIMA", help=option_help("--taken-by"))
@click.option("--passphrase-file", type=click.File("r"), help=option_help("--passphrase-file"))
@leaves_well
def decide(config: Path | None, letters: tuple[str, ...], verdict: str, passphrase_file: TextIO | None, **options: str) -> None:
    """Write one decision, with the digest of each PDF that lies in the folder."""
    letters = tuple(dict.fromkeys(letters))
    _refuse_what_cannot_be(letters, Verdict(verdict), options)
    settings = settings_at(config, needs_keys=False)
    official = _official(settings, options["official"])
    found = [_pdf_of(settings, official, letter, Verdict(verdict)) for letter in letters]
    if len({one.pdf.parent for one in found}) > 1:
        raise DraftRefusedError(say.SEVERAL_FOLDERS())
    text = _of_one(found[0], verdict, options) if len(found) == 1 else _of_many(found, verdict, options["note"])
    if passphrase_file is not None:
        text += f'{SEALED}: "{_sealed(text, found[0].folder, official, settings, passphrase_file)}"\r\n'
    name = f"{found[0].pdf.stem}.keputusan.yaml" if len(found) == 1 else f"daftar_{letters[0]}_dan_{len(letters) - 1}_lainnya.yaml"
    target = found[0].pdf.with_name(name)
    write_new(target, text.encode(), mode=0o660, replace=True)
    for one in found:
        tell(say.DECIDED(letter=one.letter, verdict=verdict, file=target), settings)


def _refuse_what_cannot_be(letters: Sequence[str], verdict: Verdict, options: dict[str, str]) -> None:
    for letter in letters:
        if not LETTER_ID.fullmatch(letter):
            raise DraftRefusedError(say.NOT_AN_ID(letter=letter))
    if verdict in NEEDS_NOTE and not options["note"]:
        raise DraftRefusedError(say.NOTE_NEEDED(verdict=verdict.value))
    if len(letters) > 1 and (verdict in {Verdict.CANCEL, Verdict.DISPATCHED} or any(options[one] for one in _OF_ONE_ONLY)):
        raise DraftRefusedError(say.ONE_BY_ONE())


def _of_one(found: _Found, verdict: str, options: dict[str, str]) -> str:
    lines = {
        "surat": found.letter,
        "dokumen": found.document,
        "keputusan": verdict,
        "catatan": options["note"],
        "klasifikasi": options["code"],
        "tujuan": options["recipient"],
        "resi": options["receipt"],
        "penerima": options["taken_by"],
    }
    return "".join(f"{key}: {quoted(value)}\r\n" for key, value in lines.items() if value)


def _of_many(found: Sequence[_Found], verdict: str, note: str) -> str:
    """A list (*daftar*): one act on many letters."""
    lines = ["daftar:\r\n"]
    for one in found:
        facts = {"surat": one.letter, "dokumen": one.document, "keputusan": verdict, "catatan": note}
        lines.append("  - {" + ", ".join(f"{key}: {quoted(value)}" for key, value in facts.items() if value) + "}\r\n")
    return "".join(lines)


def _sealed(text: str, folder: DecisionFolder, official: Official, settings: Settings, source: TextIO) -> str:
    """The passphrase, sealed for what the daemon will read in this very text.

    Raises:
        DraftRefusedError: the daemon would refuse the text; why.
    """
    now = datetime.now(settings.zone)
    decision, faults = read_decision(load(f'{text}{SEALED}: "{_TO_BE_SEALED}"\r\n'.encode()), folder, now.date())
    if not isinstance(decision, Decision):
        raise DraftRefusedError(say.NOT_A_DECISION(), faults)
    keep_memory_private()
    content = claims_of(decision.items, official.id, _secret(settings, source), ends=now + USUAL, jti=secrets.token_urlsafe(16))
    return seal_keys_of(settings).seal(content)


def _secret(settings: Settings, source: TextIO) -> Secret:
    """The first line of the passphrase file; asked for where that is a terminal, and not shown there."""
    if source.isatty():
        return Secret(getpass.getpass(say_seal.PROMPT().words(settings.language)))
    return Secret(source.readline().rstrip("\r\n"))


def _official(settings: Settings, official_id: str) -> Official:
    official = settings.office.officials.get(official_id)
    if official is None:
        raise DraftRefusedError(say.UNKNOWN_OFFICIAL(official=official_id, officials=", ".join(settings.office.officials)))
    account = getpass.getuser()
    if settings.identity is Identity.OWNER and account not in official.accounts:
        raise NotAllowedError(say.NOT_YOUR_ROLE(account=account, official=official_id))
    return official


def _pdf_of(settings: Settings, official: Official, letter: str, verdict: Verdict) -> _Found:
    """The PDF this official reads; a cancellation needs none and lies in 2-penomoran."""
    if verdict is Verdict.CANCEL:
        if Role.REGISTRAR not in official.roles:
            raise NotAllowedError(say.REGISTRAR_CANCELS(official=official.id))
        folder = DecisionFolder.NUMBERING
        return _Found(letter=letter, folder=folder, pdf=settings.inbox / folder.value / letter)
    for role in (Role.VERIFIER, Role.SIGNATORY, Role.REGISTRAR):
        for folder in _FOLDERS[role]:
            if role is Role.REGISTRAR and role not in official.roles:
                continue
            own = settings.inbox / folder.value / ("" if role is Role.REGISTRAR else official.id)
            found = sorted(one for one in own.glob(f"{letter}_*.pdf") if not one.name.endswith(".ekspedisi.pdf"))
            if found:
                return _Found(letter=letter, folder=folder, pdf=found[0])
    raise DraftRefusedError(say.NOT_WAITING(letter=letter, official=official.id))
