"""`surat status`, `show`, `verify`: looking, changing nothing."""

import sys
from datetime import datetime
from pathlib import Path

import click

from pipeline.cli import facts
from pipeline.cli.common import config_option, json_option, leaves_well, pasteable, register_of, series_of, settings_at, tell, tell_facts
from pipeline.cli.words import helps, option_help
from pipeline.config import Settings
from pipeline.domain.handover import DAEMON
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import commands as say
from pipeline.domain.notes import printing as say_printing
from pipeline.domain.notes import signing as say_signing
from pipeline.domain.notes import store as say_store
from pipeline.domain.notes.record import DELIVERIES, STATES, action_words
from pipeline.domain.notes.shares import CHANNELS, SYSTEM
from pipeline.domain.office import NumberScope
from pipeline.domain.routing import waits_for
from pipeline.domain.signing import Verification, common_name
from pipeline.domain.states import State
from pipeline.exits import Exit
from pipeline.ports import Register


@click.command(help=helps("status"))
@config_option
@json_option
@click.option("--all", "everything", is_flag=True, help=option_help("--all"))
@leaves_well
def status(config: Path | None, *, as_json: bool, everything: bool) -> None:
    """List the letters on their way, oldest first."""
    settings = settings_at(config, needs_keys=False)
    with register_of(settings) as register:
        letters, counts = register.letters(everything=everything), register.counts()
        is_held = _is_numbering_held(register, settings)
    if as_json:
        tell_facts({"letters": [facts.letter_facts(one, settings.office) for one in letters], "counts": counts, "numbering_held": is_held})
        return
    if is_held:
        tell(say_store.NUMBERING_HELD(), settings)
    if not letters:
        tell(say.NOTHING_WAITS(), settings)
    else:
        tell(say.STATUS_HEAD(), settings)
    now = datetime.now(settings.zone)
    for one in letters:
        late = f" · {say.LATE().words(settings.language)}" if one.due and one.due < now else ""
        number = one.number.text if one.number else "-"
        since = one.since.strftime("%d-%m-%Y %H:%M")
        state = STATES[one.state]().words(settings.language)
        click.echo(f"{one.id}  {state:<17}  {number:<24}  {_whom(one, settings):<15} {since}  {one.submission.subject}{late}")
    totals = (f"{STATES[State(state)]().words(settings.language)} {count}" for state, count in counts.items())
    tell(say.COUNTS(counts=", ".join(totals) or "0"), settings)


def _is_numbering_held(register: Register, settings: Settings) -> bool:
    """Whether a restore holds any series of this year that the office counts."""
    restoration = register.restoration()
    if restoration is None or restoration.is_over:
        return False
    if settings.office.numbering.scope is NumberScope.CODE:  # a code that was not used yet is held too
        return True
    year = datetime.now(settings.zone).year
    return any(register.is_held(year, scope) for scope in series_of(register, year, settings))


@click.command(help=helps("show"))
@config_option
@json_option
@click.argument("letter", metavar="ID|NOMOR")
@leaves_well
def show(config: Path | None, letter: str, *, as_json: bool) -> None:
    """Tell one letter's history and deliveries."""
    settings = settings_at(config)
    with register_of(settings) as register:
        found = register.letter(letter)
        events, deliveries = register.events(found.id), register.deliveries(found.id)
    if as_json:
        tell_facts(facts.show_facts(found, settings.office, events, deliveries))
        return
    number = found.number.text if found.number else "-"
    tell(say.HEADER_STATE(letter=found.id, number=number, state=STATES[found.state]().words(settings.language), revision=found.revision), settings)
    waiting = _whom(found, settings) or "-"
    tell(say.HEADER_SUBJECT(subject=found.submission.subject, unit=found.unit, waiting=waiting), settings)
    tell(say.EVENTS(), settings)
    for event in events:
        click.echo(pasteable(_event_line(event, settings.language), settings.folder))
    if deliveries:
        tell(say.DELIVERIES(), settings)
    for delivery in deliveries:
        click.echo(pasteable(_delivery_line(delivery, settings.language), settings.folder))


def _event_line(event: Event, language: Language) -> str:
    moved = f"→ {STATES[event.after]().words(language)}" if event.after and event.after is not event.before else ""
    parts = (event.at.strftime("%d-%m-%Y %H:%M:%S"), event.actor, action_words(event.action, language), moved, event.note)
    return "  " + " · ".join(part for part in parts if part)


def _delivery_line(one: Delivery, language: Language) -> str:
    parts = (
        str(one.id),
        one.recipient.name,
        CHANNELS[one.channel]().words(language),
        DELIVERIES[one.state]().words(language),
        _job_words(one, language),
        one.note if one.is_in_doubt else one.proof or one.note,
    )
    return "  " + " · ".join(part for part in parts if part)


def _job_words(one: Delivery, language: Language) -> str:
    return say_printing.PRINTING(job=one.job).words(language) if one.job.isdigit() else ""


def _whom(letter: Letter, settings: Settings) -> str:
    """Whom a letter waits for, by his id; the system by a word of the reader's."""
    found = waits_for(letter, settings.office)
    return SYSTEM().words(settings.language) if found == DAEMON.actor else found


@click.command(help=helps("verify"))
@config_option
@json_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@leaves_well
def verify(config: Path | None, file: Path, *, as_json: bool) -> None:
    """Judge a PDF's signatures and look it up in the register; exit 65 if it is not valid."""
    from pipeline.adapters.durable import digest_of_file
    from pipeline.adapters.tte.judge import verify as judge

    settings = settings_at(config)
    verification = judge(file, settings.signing.trust_roots, tuple(map(Path, settings.signing.terms.state_roots)))
    letter = _find(settings, digest_of_file(file))
    if as_json:
        tell_facts(facts.verify_facts(verification, letter.id if letter else None))
    else:
        _tell_verification(verification, letter, settings)
    if not verification.valid:
        sys.exit(Exit.DATA)


def _find(settings: Settings, digest: str) -> Letter | None:
    with register_of(settings) as register:
        found = register.find_document(digest)
        return register.letter(found) if found else None


def _tell_verification(verification: Verification, letter: Letter | None, settings: Settings) -> None:
    speak = settings.language
    tell(_headline(verification), settings)
    for one in verification.signatures:
        line = say.SIGNATURE_LINE(
            signer=common_name(one.signer),
            level=one.level,
            intact=_yes(one.intact).words(speak),
            trusted=_yes(one.trusted).words(speak),
            whole=_yes(one.covers_whole_document).words(speak),
        )
        tell(line, settings)
        if not one.certified:
            tell(say_signing.NOT_CERTIFIED(), settings)
    if letter is None:
        tell(say.NOT_REGISTERED(), settings)
    else:
        tell(say.REGISTERED(letter=letter.id, number=letter.number.text if letter.number else "-", state=STATES[letter.state]().words(speak)), settings)


def _headline(verification: Verification) -> Message:
    if verification.valid:
        return say.VALID()
    if not verification.signatures:
        return say.NOT_SIGNED()
    if all(one.intact and one.trusted for one in verification.signatures):
        return say.ADDED_TO()
    return say.INVALID()


def _yes(value: object) -> Message:
    return say.YES() if value else say.NO()
