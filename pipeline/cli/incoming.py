"""`surat masuk`: the letters that partners have put into a folder of this office."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline.cli.common import config_option, json_option, leaves_well, settings_at, tell, tell_facts
from pipeline.cli.facts import Facts
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.arrivals import Arrival, Fortune
from pipeline.domain.errors import UnavailableError
from pipeline.domain.notes import Message
from pipeline.domain.notes import esurat as say
from pipeline.exits import Exit


@click.command(help=helps("masuk"))
@config_option
@json_option
@click.option("--into", "into", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help=option_help("--into"))
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@leaves_well
def masuk(config: Path | None, folder: Path, into: Path | None, *, as_json: bool) -> None:
    """Take letters in; exit 65 if one was put aside, is too large or not trusted, 75 if a folder or disk fails."""
    from pipeline.wiring import ARRIVALS

    settings = settings_at(config, needs_keys=False)
    if not folder.is_dir():
        raise UnavailableError(say.FOLDER_NOT_THERE(folder=folder))
    found: list[Arrival] = []
    for one in _arrivals(settings, folder, into or settings.state / ARRIVALS):
        found.append(one)
        if not as_json:
            tell(_sentence(one, settings), settings)
    if as_json:
        tell_facts({"letters": [_facts(one, settings) for one in found]})
    elif not found:
        tell(say.NOTHING_ARRIVED(folder=folder), settings)
    fortunes = {one.fortune for one in found}
    if Fortune.FAILED in fortunes:
        sys.exit(Exit.LATER)
    if fortunes & {Fortune.ASIDE, Fortune.TOO_LARGE, Fortune.UNTRUSTED}:
        sys.exit(Exit.DATA)


def _arrivals(settings: Settings, folder: Path, into: Path) -> Iterator[Arrival]:
    from pipeline.wiring import open_arrivals

    into.mkdir(mode=0o750, parents=True, exist_ok=True)
    with open_arrivals(settings, folder, into) as arrivals:
        yield from arrivals.take()


def _sentence(one: Arrival, settings: Settings) -> Message:
    if one.fortune is Fortune.TAKEN and one.cover is not None:
        return say.ARRIVED(file=_name(one), number=one.cover.number or "-", sender=one.cover.sender, receipt=one.receipt, signers=", ".join(one.signers))
    speak = settings.language
    return say.NOT_ARRIVED(file=_name(one), fortune=say.FORTUNES[one.fortune]().words(speak), reason=one.reason.words(speak) if one.reason else "-")


def _name(one: Arrival) -> str:
    """What its file is called, as a terminal may be told: others choose that name, and it need be no text."""
    return "".join(each if each.isprintable() else "?" for each in one.file)


def _facts(one: Arrival, settings: Settings) -> Facts:
    cover = one.cover
    return {
        "file": _name(one),
        "outcome": one.fortune.value,
        "message": cover.message if cover else None,
        "number": cover.number if cover else None,
        "date": cover.day if cover else None,
        "subject": cover.subject if cover else None,
        "security": cover.security.value if cover else None,
        "from": cover.sender if cover else None,
        "document": cover.document if cover else None,
        "receipt": one.receipt or None,
        "signers": list(one.signers),
        "reason": one.reason.words(settings.language) if one.reason else None,
    }
