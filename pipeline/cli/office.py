"""`surat init` and `surat check-config`: making an office, and checking what was configured."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from pipeline.adapters.instance import INVITATION_TEMPLATE, copy_templates, make_folders, make_state
from pipeline.cli.common import config_option, leaves_well, seal_keys_of, settings_at, tell
from pipeline.cli.words import helps, option_help, terminal_language
from pipeline.config import Settings, load_settings
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.notes import commands as say
from pipeline.domain.notes import invitation as say_invitation
from pipeline.domain.office import Role


@click.command(help=helps("init"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--demo", is_flag=True, help=option_help("--demo"))
@leaves_well
def init(folder: Path, *, demo: bool) -> None:
    """Make an instance; what is there already stays as it is."""
    settings = make_office(folder, demo=demo)
    tell(say.MADE(folder=folder), settings)
    if demo:
        tell(say.DEMO_MADE(inbox=settings.inbox, passphrases=settings.state / "demo" / "passphrases.yaml"), settings)


def make_office(folder: Path, *, demo: bool) -> Settings:
    """Templates, folders, state and, for the demonstration, throw-away keys."""
    folder.mkdir(parents=True, exist_ok=True)
    copy_templates(folder, demo=demo)
    settings = load_settings(folder / "config", check_files=False)
    office = settings.office
    make_folders(settings.inbox, units=office.units, verifiers=settings.verifier_folders, signatories=settings.signatory_folders)
    make_state(settings.state, drops=settings.partner_folders)
    seal_keys_of(settings).make()
    if demo:
        from pipeline.adapters.tte.demo import make_demo_keys

        people = {one.id: (one.name, office.name) for one in office.officials.values() if one.roles & {Role.VERIFIER, Role.SIGNATORY}}
        make_demo_keys(settings.state / "demo", people, datetime.now(UTC))
    return settings


@click.command(help=helps("check-config"))
@config_option
@leaves_well
def check_config(config: Path | None) -> None:
    """Say that the configuration is right, or every fault with its place (exit 78)."""
    from pipeline.adapters.board.notices import notice_template
    from pipeline.adapters.delivery.template import mail_template
    from pipeline.adapters.instance import own_or_shipped
    from pipeline.domain.public import verification_link

    settings = settings_at(config)
    language = terminal_language() or settings.language
    office = settings.office
    for template in settings.mail.templates.values():
        mail_template(template, office.name, partial(verification_link, office), language)
    notice_template(own_or_shipped(settings.folder, settings.notices.template), language)
    try_invitations(settings)
    tell(say.CONFIG_OK(units=len(office.units), officials=len(office.officials), codes=len(office.codes)), replace(settings, language=language))


def try_invitations(settings: Settings) -> bool:
    """Compose examples with the office's template, as the daemon would; false where typst is not installed.

    Raises:
        ConfigurationError: the template is wrong, or leaves no place for number or TTE.
    """
    from pipeline.adapters.pdf.compose import can_compose
    from pipeline.adapters.pdf.examine import examine
    from pipeline.domain.invitation import examples
    from pipeline.domain.page import Layout
    from pipeline.wiring import open_press

    if not can_compose():
        return False
    with open_press(settings) as press, TemporaryDirectory() as folder:
        page, office = Path(folder) / "contoh.pdf", settings.office
        for order in examples(office):
            press.compose(page, order)
            found = examine(page, Layout(configured=office.spots, size=office.signature_size, signatories=len(order.signatories)))
            if found.faults:
                raise ConfigurationError(say_invitation.TEMPLATE_UNFIT(file=INVITATION_TEMPLATE, reason=found.faults[0].words(settings.language)))
    return True
