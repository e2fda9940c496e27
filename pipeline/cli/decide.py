"""`surat decide`: writes an official's decision into his folder, as he would with Notepad. It needs the share alone, nothing of `state/`."""

import getpass
from pathlib import Path
from typing import TextIO

import click

from pipeline.adapters.durable import digest_of_file, write_new
from pipeline.cli.common import config_option, leaves_well, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.config import Identity, Settings
from pipeline.domain.decision import DecisionFolder, Verdict
from pipeline.domain.errors import DraftRefusedError, NotAllowedError
from pipeline.domain.forms import quoted
from pipeline.domain.letter import LETTER_ID
from pipeline.domain.notes import commands as say
from pipeline.domain.office import Official, Role
from pipeline.domain.read_decision import NEEDS_NOTE

_FOLDERS = {
    Role.VERIFIER: (DecisionFolder.VERIFICATION,),
    Role.SIGNATORY: (DecisionFolder.SIGNATURE,),
    Role.REGISTRAR: (DecisionFolder.NUMBERING, DecisionFolder.RELEASE, DecisionFolder.PRINT),
    Role.ORIGINATOR: (),
}


@click.command(help=helps("decide"))
@config_option
@click.argument("letter", metavar="ID")
@click.argument("verdict", metavar="KEPUTUSAN", type=click.Choice([one.value for one in Verdict]))
@click.option("--as", "official", required=True, metavar="PEJABAT", help=option_help("--as"))
@click.option("--note", default="", help=option_help("--note"))
@click.option("--code", default="", metavar="KLASIFIKASI", help=option_help("--code"))
@click.option("--recipient", default="", metavar="TUJUAN", help=option_help("--recipient"))
@click.option("--receipt", default="", metavar="RESI", help=option_help("--receipt"))
@click.option("--taken-by", default="", metavar="PENERIMA", help=option_help("--taken-by"))
@click.option("--passphrase-file", type=click.File("r"), help=option_help("--passphrase-file"))
@leaves_well
def decide(config: Path | None, letter: str, verdict: str, passphrase_file: TextIO | None, **options: str) -> None:
    """Write one decision, with the digest of the PDF that lies in the folder."""
    if not LETTER_ID.fullmatch(letter):
        raise DraftRefusedError(say.NOT_AN_ID(letter=letter))
    if Verdict(verdict) in NEEDS_NOTE and not options["note"]:
        raise DraftRefusedError(say.NOTE_NEEDED(verdict=verdict))
    settings = settings_at(config)
    official = _official(settings, options["official"])
    pdf = _pdf_of(settings, official, letter, Verdict(verdict))
    lines = {
        "surat": letter,
        "dokumen": digest_of_file(pdf) if pdf.suffix == ".pdf" else "",
        "keputusan": verdict,
        "catatan": options["note"],
        "klasifikasi": options["code"],
        "tujuan": options["recipient"],
        "resi": options["receipt"],
        "penerima": options["taken_by"],
    }
    text = "".join(f"{key}: {quoted(value)}\r\n" for key, value in lines.items() if value)
    if passphrase_file is not None:
        text += f'passphrase: "{_secret(settings, passphrase_file)}"\r\n'  # literal to the end of its line but for the outer quotes
    target = pdf.with_name(f"{pdf.stem}.keputusan.yaml")
    write_new(target, text.encode(), mode=0o660, replace=True)
    tell(say.DECIDED(file=target), settings)


def _official(settings: Settings, official_id: str) -> Official:
    official = settings.office.officials.get(official_id)
    if official is None:
        raise DraftRefusedError(say.UNKNOWN_OFFICIAL(official=official_id, officials=", ".join(settings.office.officials)))
    account = getpass.getuser()
    if settings.identity is Identity.OWNER and account not in official.accounts:
        raise NotAllowedError(say.NOT_YOUR_ROLE(account=account, official=official_id))
    return official


def _pdf_of(settings: Settings, official: Official, letter: str, verdict: Verdict) -> Path:
    """The PDF this official reads; a cancellation needs none and lies in 2-penomoran."""
    if verdict is Verdict.CANCEL:
        if Role.REGISTRAR not in official.roles:
            raise NotAllowedError(say.REGISTRAR_CANCELS(official=official.id))
        return settings.inbox / DecisionFolder.NUMBERING.value / letter
    for role in (Role.VERIFIER, Role.SIGNATORY, Role.REGISTRAR):
        for folder in _FOLDERS[role]:
            if role is Role.REGISTRAR and role not in official.roles:
                continue
            own = settings.inbox / folder.value / ("" if role is Role.REGISTRAR else official.id)
            found = sorted(one for one in own.glob(f"{letter}_*.pdf") if not one.name.endswith(".ekspedisi.pdf"))
            if found:
                return found[0]
    raise DraftRefusedError(say.NOT_WAITING(letter=letter, official=official.id))


def _secret(settings: Settings, source: TextIO) -> str:
    """The first line of the passphrase file.

    Raises:
        NotAllowedError: this office takes no plain passphrase.
    """
    if not settings.plain_passphrases:
        raise NotAllowedError(say.NO_PLAIN_SECRET())
    return source.readline().rstrip("\r\n")
