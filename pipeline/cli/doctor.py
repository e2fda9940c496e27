"""`surat doctor`: whether everything around the office is as it must be, each with what to do; and its shares as smb.conf writes them.

Called by root it looks with the service's eyes: it becomes the account that owns the private folder, so that what that account cannot read or write shows.
"""

import os
import pwd
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final

import click

from pipeline.adapters.delivery import probe
from pipeline.adapters.health import disks, neighbours, record
from pipeline.adapters.health.rights import share_faults
from pipeline.adapters.health.samba import samba_shares
from pipeline.adapters.instance import INVITATION_TEMPLATE
from pipeline.adapters.intake.mode import Lease, Watch, lease_mode
from pipeline.adapters.intake.watch import watch_mode
from pipeline.adapters.line import Line
from pipeline.adapters.seal.probe import sealing
from pipeline.adapters.tte.bsre_answers import Cause
from pipeline.cli.common import config_option, json_option, leaves_well, seal_keys_of, settings_at, tell_facts
from pipeline.cli.office import try_invitations
from pipeline.cli.words import help_language, helps, option_help
from pipeline.config import DATABASE, MAIL_CREDENTIAL, Identity, MailWay, Settings, credential
from pipeline.domain.errors import ConfigurationError, SuratError, UnavailableError
from pipeline.domain.health import Finding, Standing, worst
from pipeline.domain.notes import Language
from pipeline.domain.notes import commands as say_command
from pipeline.domain.notes import doctor as say
from pipeline.domain.notes import gateway as say_gateway
from pipeline.domain.notes import invitation as say_invitation
from pipeline.exits import Exit
from pipeline.wiring import draft_folders, mail_server, open_gateway, open_partners, open_press, open_printer, role_folders, unit_folders

_PATIENCE: Final = timedelta(seconds=5)
_EXITS: Final = {Standing.OK: Exit.OK, Standing.WARN: Exit.OK, Standing.AWAY: Exit.UNAVAILABLE, Standing.FAULT: Exit.CONFIGURATION}

_GATEWAY: Final = {
    None: (Standing.OK, say_gateway.PROBE_READY),
    Cause.TROUBLE: (Standing.AWAY, say_gateway.PROBE_AWAY),
    Cause.ACCOUNT: (Standing.FAULT, say_gateway.PROBE_ACCOUNT),
    Cause.UNKNOWN_SIGNER: (Standing.FAULT, say_gateway.PROBE_UNKNOWN),
    Cause.CERTIFICATE: (Standing.FAULT, say_gateway.PROBE_CERTIFICATE),
    Cause.MALFORMED: (Standing.FAULT, say_gateway.PROBE_STRANGE),
    Cause.WRONG_SECRET: (Standing.FAULT, say_gateway.PROBE_STRANGE),
    Cause.STRANGE: (Standing.FAULT, say_gateway.PROBE_STRANGE),
}


@click.command(help=helps("doctor"))
@config_option
@json_option
@click.option("--samba", is_flag=True, help=option_help("--samba"))
@leaves_well
def doctor(config: Path | None, *, as_json: bool, samba: bool) -> None:
    """Look at everything around the office; exit 78 for what is set up wrongly, 69 for what is away."""
    if samba:
        _print_shares(settings_at(config))
        return
    try:
        settings = settings_at(config)
    except ConfigurationError as wrong:
        lines = wrong.faults or (str(wrong),)
        findings = tuple(Finding(check="config", standing=Standing.FAULT, message=say.CONFIG_FAULT(line=line)) for line in lines)
        language = help_language()
    else:
        if not settings.state.is_dir():
            raise UnavailableError(say_command.NO_INSTANCE(folder=settings.state))
        become_service(settings)
        findings, language = tuple(examine(settings)), settings.language
    _tell(findings, language, as_json=as_json)
    sys.exit(_EXITS[worst(findings)])


def become_service(settings: Settings) -> None:
    """Where root calls, go on as the service: the account that owns the private folder."""
    owner = settings.state.stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        account = pwd.getpwuid(owner)
        os.initgroups(account.pw_name, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(owner)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything, one thing after the other."""
    office, now = settings.office, datetime.now(settings.zone)
    roles = [place.path for place in role_folders(settings)]
    watched = [one for one in (*draft_folders(settings).values(), *roles) if one.is_dir()]
    yield Finding(check="config", standing=Standing.OK, message=say.CONFIG_OK(folder=settings.folder))
    yield from chain(
        _shares(settings),
        watching(watched, settings.watch.settle_without_lease),
        disks.writable(roles, "folders"),
        disks.free_space(one for one in (settings.inbox, settings.state) if one.is_dir()),
        disks.private_folder(settings.state),
        record.record(settings.state / DATABASE, now),
        neighbours.keys(office.officials.values()),
        sealing(seal_keys_of(settings), now, is_needed=not settings.plain_passphrases),
        gateway(settings),
        neighbours.trust_roots(settings.signing.trust_roots, now),
        disks.writable(settings.partner_folders, "esurat"),
        partners(settings),
        printer(settings),
    )
    yield mail(settings)
    if settings.mail.bounces is not None:
        yield from disks.writable((settings.mail.bounces / "new", settings.mail.bounces / "cur"), "bounces")
    yield pdf_workers(settings)
    yield invitations(settings)


def watching(folders: Iterable[Path], rest: timedelta) -> Iterator[Finding]:
    """How each folder is watched: whether its changes are heard of, and whether the kernel tells of a writer. It answers for the account that asks."""
    for folder in folders:
        watch, lease = watch_mode(folder), lease_mode(folder)
        facts = {"folder": folder, "kind": lease.filesystem}
        if watch.watch is Watch.SWEEP_ONLY:
            yield Finding(check="watch", standing=Standing.WARN, message=say.SWEEP_ONLY(**facts))
        if lease.lease is Lease.NONE:
            yield Finding(check="watch", standing=Standing.WARN, message=say.NO_LEASE(**facts, seconds=f"{rest.total_seconds():g}"))
        elif watch.watch is Watch.EVENTS:
            yield Finding(check="watch", standing=Standing.OK, message=say.LEASE_OK(**facts))


def gateway(settings: Settings) -> Iterator[Finding]:
    """Whether the signing gateway answers, and lets each official sign who signs there; nothing is signed and no secret asked for."""
    signer = open_gateway(settings)
    if signer is None:
        return
    for one in settings.office.officials.values():
        if one.signs_at_gateway:
            standing, text = _GATEWAY[signer.probe(one)]
            facts = {"official": one.id, "address": signer.line.address}
            yield Finding(check="gateway", standing=standing, message=text(**{name: facts[name] for name in text.names}))


def pdf_workers(settings: Settings) -> Finding:
    """Whether those that read what people saved are shut in; one is started, and tries."""
    try:
        with open_press(settings) as press:
            is_confined = press.is_confined()
    except SuratError as gone:
        return Finding(check="pdf", standing=Standing.AWAY, message=gone.message)
    message = say.WORKERS_CONFINED() if is_confined else say.WORKERS_FREE()
    return Finding(check="pdf", standing=Standing.OK if is_confined else Standing.WARN, message=message)


def invitations(settings: Settings) -> Finding:
    """Whether invitations can be composed with the office's template; examples are."""
    try:
        can_be = try_invitations(settings)
    except ConfigurationError as wrong:
        return Finding(check="undangan", standing=Standing.FAULT, message=wrong.message)
    except SuratError as gone:
        return Finding(check="undangan", standing=Standing.AWAY, message=gone.message)
    if not can_be:
        return Finding(check="undangan", standing=Standing.WARN, message=say_invitation.NOT_INSTALLED())
    return Finding(check="undangan", standing=Standing.OK, message=say_invitation.COMPOSES(file=INVITATION_TEMPLATE))


def _shares(settings: Settings) -> Iterator[Finding]:
    if settings.identity is Identity.FOLDER:
        yield Finding(check="shares", standing=Standing.WARN, message=say.SHARES_NOT_LOOKED_AT())
        return
    found = share_faults(role_folders(settings), unit_folders(settings), settings.inbox, settings.state.stat().st_uid)
    yield from (Finding(check="shares", standing=Standing.FAULT, message=one) for one in found)
    for place in role_folders(settings):
        if not place.accounts:
            yield Finding(check="shares", standing=Standing.WARN, message=say.NO_ACCOUNT(folder=place.label, roles=", ".join(place.roles)))
    if not found:
        yield Finding(check="shares", standing=Standing.OK, message=say.SHARES_OK(inbox=settings.inbox))


def mail(settings: Settings) -> Finding:
    """Whether the mail server answers, secured and logged in as the office wants it; nothing is sent."""
    said = settings.mail
    if said.way is MailWay.FOLDER:
        return Finding(check="mail", standing=Standing.WARN, message=say.MAIL_IN_FOLDER(folder=said.folder))
    is_unseen = said.by_credential and credential(MAIL_CREDENTIAL) is None
    server = mail_server(replace(settings, mail=replace(said, user="")) if is_unseen else settings)
    try:
        server.password()
    except ConfigurationError as wrong:
        return Finding(check="mail", standing=Standing.FAULT, message=wrong.message)
    found = probe.mail_server(replace(server, patience=_PATIENCE))
    if is_unseen and found.standing is Standing.OK:
        unseen = say.MAIL_UNSEEN(host=said.server, port=said.port, security=said.security.value, name=MAIL_CREDENTIAL)
        return Finding(check="mail", standing=Standing.WARN, message=unseen)
    return found


def partners(settings: Settings) -> Iterator[Finding]:
    """Whether each partner whose e-surat is posted is there, and knows us by a token nobody else reads."""
    ways = open_partners(settings)
    for one in settings.partners:
        way = ways[one.address]
        yield from probe.partner(one.id, replace(way, line=_impatient(way.line)), one.token_file)


def printer(settings: Settings) -> Iterator[Finding]:
    """Whether the printer is there and can print PDF; nothing is printed."""
    one = open_printer(settings)
    if one is not None:
        yield from probe.printer(replace(one, line=_impatient(one.line)))


def _impatient(line: Line) -> Line:
    return replace(line, connect=_PATIENCE, read=_PATIENCE)


def _print_shares(settings: Settings) -> None:
    click.echo(samba_shares((*role_folders(settings), *unit_folders(settings))), nl=False)


def _tell(findings: tuple[Finding, ...], language: Language, *, as_json: bool) -> None:
    if as_json:
        facts = [{"check": one.check, "standing": one.standing.value, "message": one.message.words(language)} for one in findings]
        tell_facts({"standing": worst(findings).value, "findings": facts})
        return
    for one in findings:
        click.echo(f"{one.standing.value:<6}{one.check:<10}{one.message.words(language)}")
