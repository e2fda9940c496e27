"""What the configuration says about signing, mail, watching and reading: everything that is not the office's own procedure."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipeline.config.footer import read_footer
from pipeline.config.inspection import is_missing
from pipeline.config.picture import read_picture
from pipeline.config.section import Section
from pipeline.config.settings import (
    GatewaySettings,
    MailSecurity,
    MailSettings,
    MailWay,
    PrinterSettings,
    ReadingLimits,
    SigningSettings,
    WatchSettings,
    WhenSilent,
)
from pipeline.config.words import email, has_port, url
from pipeline.domain.mailing import on_the_wire
from pipeline.domain.notes import Language
from pipeline.domain.notes import printing as say_printing
from pipeline.domain.notes import settings as say
from pipeline.domain.signing import SignatureLevel, SigningTerms, TimeAuthority

MIB: Final = 1024 * 1024
"""Bytes in a mebibyte."""
_THIS_MACHINE: Final = ("127.0.0.1", "::1", "localhost")
_PRINTER: Final = re.compile(r"ipps?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?(/[!-~]*)?")
_PORTS: Final = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}


def read_signing(tte: Section, place: str, gateway: GatewaySettings | None) -> SigningSettings:
    """What every TTE has in common.

    Args:
        tte: the section `tte`.
        place: the office's place, the default of `lokasi`.
        gateway: the signing gateway, where there is one.
    """
    trusted, states = tte.private_files("akar"), tte.private_files("akar_negara")
    level, authority = tte.choice("tingkat", SignatureLevel.BASIC), _authority(tte)
    if level is not SignatureLevel.BASIC and not authority.address:
        tte.fault("tingkat", say.LEVEL_WITHOUT_AUTHORITY(level=level.value))
    return SigningSettings(
        trust_roots=trusted,
        words=tte.text("kata", "Ditandatangani secara elektronik"),
        reason=tte.text("alasan", "Penandatanganan surat dinas"),
        location=tte.text("lokasi", place),
        office_seal=read_picture(tte, "stempel"),
        footer=read_footer(tte, gateway, has_state_roots=bool(states)),
        terms=SigningTerms(
            level=level,
            authority=authority,
            lowers=tte.choice("bila_tidak_menjawab", WhenSilent.WAIT) is WhenSilent.LOWER,
            certifies=tte.yes("kunci", default=False),
            state_roots=tuple(map(str, states)),
        ),
    )


def _authority(tte: Section) -> TimeAuthority:
    usual = TimeAuthority()
    with tte.child("tsa") as tsa:
        authority = TimeAuthority(
            address=url(tsa, "alamat"),
            user=tsa.text("pengguna"),
            password_file=str(tsa.private_file("sandi_berkas") or ""),
            timeout=timedelta(seconds=tsa.decimal("batas_detik", usual.timeout.total_seconds(), low=0.1, high=120)),
        )
        if authority.user and not authority.password_file:
            tsa.fault("pengguna", say.LOGIN_WITHOUT_PASSWORD())
        where = urlsplit(authority.address)
        if authority.user and where.scheme == "http" and where.hostname not in _THIS_MACHINE:
            tsa.fault("alamat", say.AUTHORITY_WITHOUT_TLS())
    return authority


def read_mail(main: Section, recipients: Section, state: Path) -> MailSettings:
    """How e-mail leaves the office.

    Args:
        main: pipeline.yaml.
        recipients: tujuan.yaml.
        state: the private folder, where `.eml` files go by default.
    """
    template = main.file.with_name("templat") / "surel.txt.j2"
    if is_missing(template):
        main.look.note(template, 1, say.FILE_MISSING())
    with main.required_child("surel") as here:
        security = here.choice("keamanan", MailSecurity.STARTTLS)
        mail = MailSettings(
            way=here.choice("cara", MailWay.SMTP),
            sender=email(here, "pengirim"),
            template=template,
            folder=here.path("folder") or state / "mail",
            server=here.text("server"),
            port=here.whole("port", _PORTS[security], low=1, high=65_535),
            security=security,
            user=here.text("pengguna"),
            password_file=here.private_file("sandi_berkas"),
            by_credential=here.yes("sandi_kredensial", default=False),
            ca_file=here.private_file("ca_berkas"),
            connections=here.whole("sambungan", 4, low=1, high=50),
            largest_bytes=here.whole("batas_mib", 18, low=1, high=1_024) * MIB,
            per_minute=here.whole("laju_per_menit", 0, low=0, high=100_000),
            bounces=here.path("pantulan"),
            english=frozenset(_in_english(recipients)),
        )
        here.require("pengirim")
        if mail.way is MailWay.SMTP:
            here.require("server")
        _check_login(here, mail)
    return mail


def _in_english(recipients: Section) -> Iterator[str]:
    """The addresses of those the address book has in English; what is wrong with the rest of an entry is told where the office is read."""
    for _, one in recipients.children():
        if one.text("bahasa").casefold() == Language.ENGLISH.value and one.text("email"):
            template = recipients.file.with_name("templat") / "surel.en.txt.j2"
            if is_missing(template):
                one.fault("bahasa", say.TEMPLATE_MISSING(file=template))
            yield on_the_wire(one.text("email"))


def _check_login(here: Section, mail: MailSettings) -> None:
    """Note a fault where a password is missing or told twice, or where something private would be open to others."""
    if mail.user and mail.security is MailSecurity.NONE:
        here.fault("keamanan", say.LOGIN_WITHOUT_TLS())
    elif mail.way is MailWay.SMTP and mail.security is MailSecurity.NONE and mail.server and mail.server not in _THIS_MACHINE:
        here.fault("keamanan", say.MAIL_WITHOUT_TLS(server=mail.server))
    if mail.bounces is not None and here.look.is_shared(mail.bounces):
        here.fault("pantulan", say.PRIVATE_IN_SHARED(key="pantulan", path=mail.bounces, inbox=here.look.shared))
    if mail.ca_file is not None and mail.security is MailSecurity.NONE:
        here.fault("ca_berkas", say.CA_WITHOUT_TLS())
    if mail.password_file is not None and mail.by_credential:
        here.fault("sandi_kredensial", say.TWO_MAIL_PASSWORDS())
    if mail.user and mail.password_file is None and not mail.by_credential:
        here.fault("pengguna", say.MAIL_LOGIN_WITHOUT_PASSWORD())
    if mail.by_credential and not mail.user:
        here.fault("sandi_kredensial", say.MAIL_PASSWORD_WITHOUT_LOGIN())


def read_printer(main: Section) -> PrinterSettings:
    """The printer for letters that go by hand."""
    with main.child("cetak") as here:
        address = here.text("printer")
        if address and not (_PRINTER.fullmatch(address) and has_port(address)):
            here.fault("printer", say_printing.NOT_A_PRINTER(key="printer", found=address))
        return PrinterSettings(address=address, ca_file=here.private_file("ca_berkas"))


def read_watch(main: Section) -> WatchSettings:
    """How the folders are watched."""
    with main.child("pengawasan") as here:
        return WatchSettings(
            sweep=timedelta(seconds=here.decimal("sapuan_detik", 5, low=0.1, high=3_600)),
            settle=timedelta(seconds=here.decimal("tenang_detik", 0.5, low=0.05, high=3_600)),
            settle_without_lease=timedelta(seconds=here.decimal("tenang_tanpa_sewa_detik", 30, low=0.05, high=3_600)),
            incomplete=timedelta(minutes=here.decimal("tidak_lengkap_menit", 10, low=0.01, high=1_440)),
        )


def read_limits(main: Section) -> ReadingLimits:
    """What reading somebody's PDF may use."""
    with main.child("batas") as here:
        return ReadingLimits(
            cpu=timedelta(seconds=here.whole("cpu_detik", 5, low=1, high=600)),
            wall=timedelta(seconds=here.whole("waktu_detik", 10, low=1, high=600)),
            memory_bytes=here.whole("memori_mib", 1_024, low=128, high=65_536) * MIB,
            largest_bytes=here.whole("ukuran_mib", 200, low=1, high=4_096) * MIB,
        )
