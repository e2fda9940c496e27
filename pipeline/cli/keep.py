"""`surat audit`, `backup`, `restore`: keeping what the office knows, and knowing that it is whole."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pipeline import __version__, daemon
from pipeline.cli.common import caller, config_option, json_option, leaves_well, pasteable, settings_at, tell, tell_facts
from pipeline.cli.words import helps, option_help
from pipeline.config import DATABASE, Settings, load_settings
from pipeline.domain.dates import moment_in_words
from pipeline.domain.errors import DraftRefusedError, LaterError, UnavailableError
from pipeline.domain.findings import REPAIRABLE, Finding
from pipeline.domain.notes import Message
from pipeline.domain.notes import commands as say_command
from pipeline.domain.notes import keeping as say
from pipeline.domain.notes import restoring as say_restoring
from pipeline.domain.notes.keeping import ACCOUNTS
from pipeline.domain.numbering import Restoration
from pipeline.exits import Exit
from pipeline.fsck import Audit, Premises, check_around, repair
from pipeline.fsck import audit as check

if TYPE_CHECKING:
    from pipeline.adapters.store.backup import Manifest

_DAEMON_SECONDS: Final = 20.0
"""how long a daemon that runs has to show a letter again"""
_GLANCE_SECONDS: Final = 0.2


@click.command(help=helps("audit"))
@config_option
@json_option
@click.option("--repair", "mend", is_flag=True, help=option_help("--repair"))
@click.option("--deep", is_flag=True, help=option_help("--deep"))
@leaves_well
def audit(config: Path | None, *, as_json: bool, mend: bool, deep: bool) -> None:
    """Check register, documents and shares; exit 65 if anything stays amiss."""
    settings = settings_at(config, needs_keys=mend)
    premises = premises_of(settings)
    result = _check(settings, premises, deep=deep)
    done: list[Message] = []
    left: Sequence[Finding] = result.findings
    if mend and any(one.kind in REPAIRABLE for one in left):
        done, around = _mend(settings, premises, left)
        left = [*(one for one in left if one.kind not in REPAIRABLE), *(one for one in around if one.kind in REPAIRABLE)]
    if as_json:
        tell_facts(_facts(result, left, done, settings))
    else:
        _tell(result, left, done, settings)
    if left:
        sys.exit(Exit.DATA)


@click.command(help=helps("backup"))
@config_option
@json_option
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@leaves_well
def backup(config: Path | None, out: Path, *, as_json: bool) -> None:
    """Make one file of all that the office keeps; exit 65 if a document had to be left out, or a letter that came in is not as it came."""
    from pipeline.adapters.store.backup import Origin, back_up

    settings = settings_at(config, needs_keys=False)
    premises = premises_of(settings)
    if out.resolve().is_relative_to(settings.inbox.resolve()):
        raise DraftRefusedError(say.BACKUP_IN_SHARED(file=out))
    kept, left = _config_files(settings)
    arrived, doubtful, also_left = _arrival_files(premises.arrivals)
    origin = Origin(
        database=premises.database,
        documents=premises.documents,
        config=settings.folder,
        config_files=kept,
        arrivals=premises.arrivals,
        arrival_files=arrived,
        version=__version__,
        office=settings.office.id,
    )
    made = back_up(origin, out, datetime.now(settings.zone))
    if as_json:
        counts = {"letters": made.letters, "documents": made.documents, "arrivals": made.arrivals}
        tell_facts({"file": str(out), **counts, "digest": made.digest, "missing": list(made.missing), "arrivals_amiss": doubtful})
    else:
        tell(say.BACKUP_MADE(file=out, letters=made.letters, documents=made.documents, digest=made.digest), settings)
        if made.arrivals:
            tell(say.BACKUP_ARRIVALS(count=made.arrivals), settings)
        for one in (*left, *also_left):
            tell(say.BACKUP_LEAVES(file=one), settings)
        for digest in made.missing:
            tell(say.BACKUP_LACKS(digest=digest), settings)
        for message in doubtful:
            tell(say.BACKUP_DOUBTS(message=message), settings)
    if made.missing or doubtful:
        sys.exit(Exit.DATA)


def _arrival_files(folder: Path) -> tuple[tuple[Path, ...], list[str], list[str]]:
    """The letters of other offices as files; the ids of those that are not as they came; and what else lies there, which a backup leaves alone."""
    from pipeline.adapters.intake.filed import everything, put_aside, survey

    try:
        found = list(survey(folder))
        files = (*(one for letter in found for one in letter.files), *put_aside(folder))
        left = set(everything(folder)) - set(files)
    except OSError as problem:
        raise UnavailableError(say.ARRIVALS_UNREADABLE(reason=problem.strerror)) from problem
    doubtful = [one.message for one in found if one.missing or one.is_altered]
    return files, doubtful, sorted(os.fsencode(one).decode("utf-8", "replace") for one in left)


def _config_files(settings: Settings) -> tuple[tuple[Path, ...], list[Path]]:
    """The configuration's own files and the certificates it trusts; and what else lies beside them, which a backup leaves alone."""
    from pipeline.adapters.instance import CONFIG_TEMPLATES
    from pipeline.adapters.store.backup import is_secret

    folder = settings.folder
    gateway = settings.gateway
    secrets = {settings.mail.password_file, gateway and gateway.password_file, *(one.key_file for one in settings.office.officials.values())}
    secrets |= {one.token_file for one in settings.partners}
    ours = {folder / name for name in CONFIG_TEMPLATES} | {settings.mail.template, *settings.signing.trust_roots}
    trusted = (gateway and gateway.ca_file, settings.mail.ca_file, settings.printer.ca_file, *(one.ca_file for one in settings.partners))
    ours |= {one for one in trusted if one}
    ours |= {one for one in (folder / "templat").rglob("*") if not one.is_symlink()}
    there = sorted(one for one in folder.rglob("*") if one.is_file() or one.is_symlink())
    kept = tuple(one for one in there if one in ours and one not in secrets and one.is_file() and not is_secret(one))
    return kept, [one for one in there if one not in kept]


@click.command(help=helps("restore"))
@json_option
@click.argument("archive", metavar="IN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@leaves_well
def restore(archive: Path, folder: Path, *, as_json: bool) -> None:
    """Make an instance at DIR from a backup; its numbering is held. Exit 65, and nothing done, if the backup is not whole."""
    from pipeline.adapters.store.restore import restore as put_back

    made = put_back(archive, folder.absolute(), _hold)
    settings = load_settings(made.config, check_files=False)
    result = check(replace(premises_of(settings, made.state), inbox=folder / "inbox"), around=False)
    if as_json:
        facts = _facts(result, result.findings, (), settings)
        tell_facts({"folder": str(folder), "made_at": made.manifest.made_at.isoformat(), **facts})
    else:
        when = moment_in_words(made.manifest.made_at.astimezone(settings.zone))
        tell(say_restoring.RESTORED(folder=folder, letters=result.letters, made_at=when, digest=made.manifest.digest), settings)
        if settings.state != made.state:
            tell(say_restoring.STATE_ELSEWHERE(named=settings.state, state=made.state), settings)
        tell(say_restoring.RESTORE_NEXT(folder=folder), settings)
        _tell(result, result.findings, (), settings)
    if result.findings:
        sys.exit(Exit.DATA)


def _hold(database: Path, manifest: "Manifest") -> None:
    """Hold the numbering of a register that is about to be put in place."""
    from pipeline.adapters.store.register import SqlRegister

    settings = load_settings(database.parents[1] / "config", check_files=False)
    with SqlRegister(database, settings.office.id, settings.zone) as register:
        register.hold_numbering(Restoration(at=datetime.now(settings.zone), account=caller().account, made_at=manifest.made_at))


def premises_of(settings: Settings, state: Path | None = None) -> Premises:
    """Where an instance lies; its private folder, if it is not where the settings say.

    Raises:
        UnavailableError: its daemon has never run.
    """
    from pipeline.adapters.store.documents import FileDocuments
    from pipeline.wiring import ARRIVALS, DOCUMENTS

    private = state or settings.state
    database = private / DATABASE
    if not database.exists():
        raise UnavailableError(say_command.NO_INSTANCE(folder=private))
    written_to = tuple(one for one in (settings.inbox, private, settings.mail.folder, *settings.partner_folders) if one.is_dir())
    documents, arrivals = FileDocuments(private / DOCUMENTS), private / ARRIVALS
    return Premises(database=database, documents=documents, inbox=settings.inbox, arrivals=arrivals, written_to=written_to)


def _check(settings: Settings, premises: Premises, *, deep: bool) -> Audit:
    if not deep:
        return check(premises)
    from pipeline.wiring import open_press

    with open_press(settings) as press:
        return check(premises, press)


def _mend(settings: Settings, premises: Premises, findings: Sequence[Finding]) -> tuple[list[Message], Sequence[Finding]]:
    """What was done, and what is still wrong around the register: also what a daemon has not shown yet."""
    from pipeline.wiring import open_desk

    with _alone(settings.state) as is_alone, open_desk(settings) as (desk, each):
        done = list(repair(findings, desk, each if is_alone else None))
        asked = {one.about for one in findings if one.kind in REPAIRABLE}
        until = desk.clock.monotonic() + _DAEMON_SECONDS
        while (unshown := asked.intersection(desk.register.unshown(desk.clock.now()))) and desk.clock.monotonic() < until:
            time.sleep(_GLANCE_SECONDS)
        still = [one for one in findings if one.kind in REPAIRABLE and one.about in unshown]
        return done, [*still, *check_around(premises)]


@contextmanager
def _alone(state: Path) -> Iterator[bool]:
    """Hold the instance's lock if no daemon does; whether it is held."""
    try:
        held = daemon.only_one(state)
        held.__enter__()
    except LaterError:
        yield False
        return
    try:
        yield True
    finally:
        held.__exit__(None, None, None)


def _facts(result: Audit, left: Sequence[Finding], done: Sequence[Message], settings: Settings) -> dict[str, object]:
    speak = settings.language
    return {
        "letters": result.letters,
        "documents": result.documents,
        "arrivals": result.arrivals,
        "digest": result.digest or None,
        "files": dict(sorted(result.files.items())),
        "faults": [one.what.words(speak) for one in left],
        "findings": [
            {
                "kind": one.kind.value,
                "severity": one.severity.value,
                "about": one.about,
                "what": one.what.words(speak),
                "advice": pasteable(one.advice.words(speak), settings.folder),
            }
            for one in left
        ],
        "repaired": [one.words(speak) for one in done],
    }


def _tell(result: Audit, left: Sequence[Finding], done: Sequence[Message], settings: Settings) -> None:
    speak = settings.language
    for one in done:
        tell(one, settings)
    for finding in left:
        click.echo(pasteable(f"{finding.what.words(speak)}\n  → {finding.advice.words(speak)}", settings.folder))
    tell(say.AUDIT_FOUND(count=len(left)) if left else say.AUDIT_WHOLE(letters=result.letters, documents=result.documents), settings)
    if result.arrivals:
        tell(say.AUDIT_ARRIVALS(count=result.arrivals), settings)
    if result.files:
        counts = (f"{ACCOUNTS[account]().words(speak)} {count}" for account, count in sorted(result.files.items()))
        tell(say.AUDIT_FILES(counts=", ".join(counts)), settings)
    if result.digest:
        tell(say.AUDIT_DIGEST(digest=result.digest), settings)
