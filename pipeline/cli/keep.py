"""`surat audit`, `backup`, `restore`: keeping what the office knows, and knowing that it is whole."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from pipeline import daemon
from pipeline.cli.common import config_option, json_option, leaves_well, settings_at, tell, tell_facts
from pipeline.cli.words import helps
from pipeline.config import DATABASE, Settings
from pipeline.domain.errors import LaterError, UnavailableError
from pipeline.domain.findings import REPAIRABLE, Finding
from pipeline.domain.notes import Message
from pipeline.domain.notes import commands as say_command
from pipeline.domain.notes import keeping as say
from pipeline.exits import Exit
from pipeline.fsck import Audit, Premises, check_around, repair
from pipeline.fsck import audit as check

_DAEMON_SECONDS: Final = 20.0
"""how long a daemon that runs has to show a letter again"""
_GLANCE_SECONDS: Final = 0.2


@click.command(help=helps("audit"))
@config_option
@json_option
@click.option("--repair", "mend", is_flag=True)
@click.option("--deep", is_flag=True)
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


def premises_of(settings: Settings) -> Premises:
    """Where an instance lies.

    Raises:
        UnavailableError: its daemon has never run.
    """
    from pipeline.wiring import open_documents

    database = settings.state / DATABASE
    if not database.exists():
        raise UnavailableError(say_command.NO_INSTANCE(folder=settings.state))
    drops = [Path(one.folder) for one in settings.office.address_book.values() if one.folder]
    written_to = tuple(one for one in (settings.inbox, settings.state, settings.mail.folder, *drops) if one.is_dir())
    return Premises(database=database, documents=open_documents(settings), inbox=settings.inbox, written_to=written_to)


def _check(settings: Settings, premises: Premises, *, deep: bool) -> Audit:
    if not deep:
        return check(premises)
    from pipeline.wiring import open_press

    with open_press(settings) as press:
        return check(premises, press)


def _mend(settings: Settings, premises: Premises, findings: Sequence[Finding]) -> tuple[list[Message], Sequence[Finding]]:
    """What was done, and what is still wrong around the register."""
    from pipeline.wiring import open_desk

    with _alone(settings.state) as is_alone, open_desk(settings) as (desk, _):
        done = list(repair(findings, desk, is_alone=is_alone))
        until = desk.clock.monotonic() + (0 if is_alone else _DAEMON_SECONDS)
        around = check_around(premises)
        while any(one.kind in REPAIRABLE for one in around) and desk.clock.monotonic() < until:
            time.sleep(_GLANCE_SECONDS)
            around = check_around(premises)
        return done, around


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
        "digest": result.digest or None,
        "faults": [one.what.words(speak) for one in left],
        "findings": [
            {
                "kind": one.kind.value,
                "severity": one.severity.value,
                "about": one.about,
                "what": one.what.words(speak),
                "advice": one.advice.words(speak),
            }
            for one in left
        ],
        "repaired": [one.words(speak) for one in done],
    }


def _tell(result: Audit, left: Sequence[Finding], done: Sequence[Message], settings: Settings) -> None:
    speak = settings.language
    for one in done:
        tell(one, speak)
    for finding in left:
        click.echo(f"{finding.what.words(speak)}\n  → {finding.advice.words(speak)}")
    tell(say.AUDIT_FOUND(count=len(left)) if left else say.AUDIT_WHOLE(letters=result.letters, documents=result.documents), speak)
    if result.digest:
        tell(say.AUDIT_DIGEST(digest=result.digest), speak)
