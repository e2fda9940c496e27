"""What the configuration says about signing, mail, watching and reading: everything that is not the office's own procedure."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipeline.config.inspection import is_missing
from pipeline.config.section import Section
from pipeline.config.settings import MailSecurity, MailSettings, MailWay, PrinterSettings, ReadingLimits, SigningSettings, WatchSettings, WhenSilent
from pipeline.config.words import email, url
from pipeline.domain.notes import printing as say_printing
from pipeline.domain.notes import settings as say
from pipeline.domain.signing import SignatureLevel, SigningTerms, TimeAuthority

MIB: Final = 1024 * 1024
"""Bytes in a mebibyte."""
_THIS_MACHINE: Final = ("127.0.0.1", "::1", "localhost")
_PRINTER: Final = re.compile(r"ipps?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?(/[!-~]*)?")
_PORTS: Final = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}


def read_signing(tte: Section, place: str) -> SigningSettings:
    """What every TTE has in common.

    Args:
        tte: the section `tte`.
        place: the office's place, the default of `lokasi`.
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


def read_mail(main: Section, state: Path) -> MailSettings:
    """How e-mail leaves the office.

    Args:
        main: pipeline.yaml.
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
        )
        here.require("pengirim")
        if mail.way is MailWay.SMTP:
            here.require("server")
        if mail.user and security is MailSecurity.NONE:
            here.fault("keamanan", say.LOGIN_WITHOUT_TLS())
        if mail.user and mail.password_file is None:
            here.fault("pengguna", say.LOGIN_WITHOUT_PASSWORD())
    return mail


def read_printer(main: Section) -> PrinterSettings:
    """The printer for letters that go by hand."""
    with main.child("cetak") as here:
        address = here.text("printer")
        if address and not _PRINTER.fullmatch(address):
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
