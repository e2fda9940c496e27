"""`surat upgrade-signatures`: the TTE of sent letters, raised to the level the office wants; nothing is sent again."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from pipeline.cli.common import caller, config_option, leaves_well, register_of, settings_at, tell
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.errors import ConflictError, Fate, SuratError
from pipeline.domain.handover import Act, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import signing as say
from pipeline.domain.signing import SignatureLevel
from pipeline.exits import Exit
from pipeline.ports import Desk

Raise = Callable[[Letter, str], bool]
"""Raises one letter's document; whether there was anything to raise."""


@click.command(help=helps("upgrade-signatures"))
@config_option
@click.option("--limit", type=click.IntRange(min=1), help=option_help("--limit"))
@leaves_well
def upgrade_signatures(config: Path | None, limit: int | None) -> None:
    """Raise the signatures of sent letters, oldest first; exit 75 while an authority is silent, 65 if a letter cannot be raised."""
    settings = settings_at(config)
    level = settings.signing.terms.level
    if level is SignatureLevel.BASIC:
        tell(say.NOTHING_ABOVE(), settings)
        return
    with register_of(settings) as register:
        is_done = next(iter(register.below(level)), None) is None
    count, failed = (0, []) if is_done else _raise_below(level, limit, settings)
    tell(say.RAISED_COUNT(count=count, left=len(failed)), settings)
    if failed:
        sys.exit(Exit.LATER if any(error.fate is Fate.DEFER for error in failed) else Exit.DATA)


def _raise_below(level: SignatureLevel, limit: int | None, settings: Settings) -> tuple[int, list[SuratError]]:
    """Raise what is below a level; how many letters were, and why others were not."""
    from pipeline.adapters.tte.upgrade import open_raiser
    from pipeline.wiring import open_desk

    with open_desk(settings) as (desk, _), open_raiser(settings.signing.trust_roots, settings.signing.terms) as raiser:

        def raise_one(letter: Letter, document: str) -> bool:
            target = desk.documents.scratch("tte")
            raised = raiser.run(letter.id, desk.documents.path(document), target)
            if raised.after is raised.before:
                desk.register.remember_level(letter.id, document, raised.after)
                return False
            better = replace(letter, version=letter.version + 1, document=desk.documents.adopt(target))
            words = [say.RAISED(letter=letter.id, before=raised.before.value, after=raised.after.value), *([raised.lack] if raised.lack else [])]
            note = " ".join(one.words(desk.language) for one in words)
            act = Act(action="signature_raised", hand=caller(), at=desk.clock.now(), note=note)
            desk.register.improve(better, record(better, act, before=letter.state, after=letter.state), reached=raised.after)
            tell(words[0], settings)
            return True

        return _raise_all(desk, level, limit, raise_one)


def _raise_all(desk: Desk, level: SignatureLevel, limit: int | None, raise_one: Raise) -> tuple[int, list[SuratError]]:
    count, failed = 0, list[SuratError]()
    for one in desk.register.below(level):
        if limit is not None and count >= limit:
            break
        letter = desk.register.letter(one)
        if letter.document is None:
            continue
        try:
            count += raise_one(letter, letter.document)
        except ConflictError:
            continue  # somebody else raised it meanwhile
        except SuratError as error:
            click.echo(error.message.words(desk.language), err=True)
            failed.append(error)
    return count, failed
