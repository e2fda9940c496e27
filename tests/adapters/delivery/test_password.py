"""Where the mail password comes from, and that an office without it is told what to do."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.adapters.delivery.smtp import SmtpRelay
from pipeline.adapters.instance import copy_templates
from pipeline.cli import surat
from pipeline.cli.doctor import mail
from pipeline.cli.office import make_office
from pipeline.config import MAIL_CREDENTIAL, MailSecurity, MailSettings, MailWay, Settings, load_settings
from pipeline.domain.channel import Outcome
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.health import Standing
from pipeline.domain.notes import doctor as say_doctor
from pipeline.domain.notes import settings as say
from pipeline.wiring import mail_server
from tests.adapters.delivery.post import LETTER, Login, Mailbox, a_carrier, a_delivery, serving


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An office whose systemd hands over what lies in a folder of the test's."""
    copy_templates(tmp_path / "kantor", demo=False)
    (tmp_path / "kredensial").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "kredensial"))
    return load_settings(tmp_path / "kantor" / "config")


def with_mail(settings: Settings, **facts: object) -> Settings:
    kept: MailSettings = replace(settings.mail, way=MailWay.SMTP, user="surat", **facts)  # type: ignore[arg-type]  # the names are the class's
    return replace(settings, mail=kept)


def test_the_password_is_the_first_line_of_the_file_or_of_what_systemd_hands_over(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "sandi").write_text("dari berkas\nlain\n")
    (tmp_path / "kredensial" / MAIL_CREDENTIAL).write_text("dari systemd\n")
    assert mail_server(with_mail(settings, password_file=tmp_path / "sandi")).password() == "dari berkas"
    assert mail_server(with_mail(settings, by_credential=True)).password() == "dari systemd"
    assert mail_server(replace(settings, mail=replace(settings.mail, user=""))).password() == ""


def test_a_password_that_is_missing_or_empty_stops_the_office_with_what_to_do(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as missing:
        mail_server(with_mail(settings, by_credential=True)).password()
    assert missing.value.message.text is say.MAIL_CREDENTIAL_MISSING
    for content in (b"", b"\n", b"  \nx", b"\xff\xfe"):
        (tmp_path / "sandi").write_bytes(content)
        with pytest.raises(ConfigurationError) as unusable:
            mail_server(with_mail(settings, password_file=tmp_path / "sandi")).password()
        assert unusable.value.message.text is say.MAIL_PASSWORD_UNUSABLE


def test_doctor_logs_in_and_tells_what_is_wrong_with_the_password(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Mailbox()
    login = Login("surat", "rahasia")
    with serving(mailbox, authenticator=login, auth_require_tls=False) as port:
        at_port = {"server": "127.0.0.1", "port": port, "security": MailSecurity.NONE}
        by_file = with_mail(settings, password_file=tmp_path / "sandi", **at_port)
        (tmp_path / "sandi").write_text("")
        assert mail(by_file).message.text is say.MAIL_PASSWORD_UNUSABLE
        for password, standing in (("rahasia", Standing.OK), ("keliru", Standing.FAULT)):
            (tmp_path / "sandi").write_text(password)
            assert mail(by_file).standing is standing
        monkeypatch.delenv("CREDENTIALS_DIRECTORY")
        unseen = mail(with_mail(settings, by_credential=True, **at_port))
        assert (unseen.standing, unseen.message.text) == (Standing.WARN, say_doctor.MAIL_UNSEEN)
    assert not mailbox.messages


def test_letters_wait_while_the_password_cannot_be_read(settings: Settings, tmp_path: Path) -> None:
    document = tmp_path / "surat.pdf"
    document.write_bytes(b"%PDF-1.7\n")
    mailbox = Mailbox()
    with serving(mailbox) as port:
        kept = with_mail(settings, by_credential=True, server="127.0.0.1", port=port, security=MailSecurity.NONE)
        with SmtpRelay(mail_server(kept)) as relay:
            report = a_carrier(relay).carry(LETTER, a_delivery(), document)
    assert (report.outcome, report.note and report.note.text) == (Outcome.DEFERRED, say.MAIL_CREDENTIAL_MISSING)
    assert not mailbox.messages


def test_the_daemon_does_not_start_without_the_password(tmp_path: Path) -> None:
    make_office(tmp_path / "kantor", demo=True)
    file = tmp_path / "kantor/config/pipeline.yaml"
    changed = {"cara": "smtp", "pengguna": "surat", "sandi_kredensial": "ya"}
    section, rest = file.read_text("utf-8").split("surel:\n", 1)
    for key, value in changed.items():
        rest = re.sub(rf"^  {key}: .*$", f"  {key}: {value}", rest, count=1, flags=re.MULTILINE)
    file.write_text(f"{section}surel:\n{rest}", "utf-8")
    result = CliRunner().invoke(surat, ["run", "--once", "--config", str(file.parent)])
    assert result.exit_code == 78, result.output
    assert MAIL_CREDENTIAL in result.output
    assert CliRunner().invoke(surat, ["status", "--config", str(file.parent)]).exit_code != 78
