"""The configuration: five YAML files and a template, read once into frozen `Settings`.

What can go wrong: anything a person can write. All faults are found in one look and told together, each as `file:line: sentence`, by one
`ConfigurationError`; no setting is ever guessed where the file says something else. Keys that are missing take the default the example office's files name.

Files: pipeline.yaml (all settings), bidang.yaml (units), pejabat.yaml (officials), tujuan.yaml (address book), klasifikasi.yaml (codes),
templat/surel.txt.j2 (mail). Relative paths start from the folder that holds the configuration folder.
"""

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.adapters import sidecar
from pipeline.config.gateway import check_gateway_names, read_gateway
from pipeline.config.inspection import Inspection
from pipeline.config.machine import read_limits, read_mail, read_printer, read_signing, read_watch
from pipeline.config.notices import read_notices
from pipeline.config.office import OfficeFiles, read_office, read_standard_times
from pipeline.config.partners import read_partners
from pipeline.config.section import Section
from pipeline.config.settings import (
    AnswerForm,
    Engine,
    GatewaySettings,
    Identity,
    Leave,
    MailSecurity,
    MailSettings,
    MailWay,
    PartnerSettings,
    PrinterSettings,
    Reach,
    ReadingLimits,
    Settings,
    Showing,
    SigningSettings,
    WatchSettings,
    WhenSilent,
)
from pipeline.domain.errors import ConfigurationError, DraftRefusedError
from pipeline.domain.notes import Language
from pipeline.domain.notes import settings as say
from pipeline.domain.signing import SignatureLevel

__all__ = [
    "DATABASE",
    "MAIL_CREDENTIAL",
    "PARTNER_CREDENTIAL",
    "SEAL_CREDENTIAL",
    "SEAL_FOLDER",
    "SEAL_PUBLIC",
    "AnswerForm",
    "Engine",
    "GatewaySettings",
    "Identity",
    "Leave",
    "MailSecurity",
    "MailSettings",
    "MailWay",
    "PartnerSettings",
    "PrinterSettings",
    "Reach",
    "ReadingLimits",
    "Settings",
    "Showing",
    "SignatureLevel",
    "SigningSettings",
    "WatchSettings",
    "WhenSilent",
    "config_folder",
    "credential",
    "load_settings",
    "notify_socket",
    "terminal_speaks",
]

DATABASE: Final = "surat.db"
"""The register's file in the private folder."""
SEAL_PUBLIC: Final = "segel.jwk"
"""The public sealing key's file in the configuration's folder."""
_OF_THE_SERVICE: Final = Path("/run/credentials/surat.service")
"""where systemd puts the running service's credentials"""
SEAL_FOLDER: Final = "segel"
"""The private sealing keys' folder in the private folder."""
PARTNER_CREDENTIAL: Final = "surat.esurat."
"""What the credential with the token for a partner is called, before the partner's key in the address book."""
SEAL_CREDENTIAL: Final = "surat.segel"
"""The private sealing key's name among the credentials that systemd hands over."""
MAIL_CREDENTIAL: Final = "surat.surel"
"""The mail password's name there."""
_PACKAGED: Final = Path("/etc/surat")
_FILES: Final = ("pipeline.yaml", "bidang.yaml", "pejabat.yaml", "tujuan.yaml", "klasifikasi.yaml")
_MOST_WORKERS: Final = 64


def config_folder(explicit: Path | None) -> Path:
    """Where the configuration lies: as told, else `$SURAT_CONFIG`, else /etc/surat."""
    return explicit or Path(os.environ.get("SURAT_CONFIG") or _PACKAGED)


def terminal_speaks(language: str) -> bool:
    """Whether the person's terminal is set to this language, such as `id`."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return spoken.partition("_")[0] == language


def notify_socket() -> str:
    """Where systemd listens for signs of life; empty outside it."""
    return os.environ.get("NOTIFY_SOCKET", "")


def credential(name: str) -> Path | None:
    """A secret that systemd hands to the service (`LoadCredential`), which may be missing; None where there is none to be read.

    Outside the service, a command of the service's own account finds it while the service runs (systemd.exec(5), "Credentials").
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder:
        return Path(folder, name)
    running = _OF_THE_SERVICE / name
    return running if os.access(running, os.R_OK) else None


def load_settings(folder: Path, *, check_files: bool = True, language: Language | None = None) -> Settings:
    """Read the whole configuration.

    Args:
        folder: the configuration folder.
        check_files: whether keys, trust roots and the mail password must be there. `init` reads the settings before it has made the demonstration's keys.
        language: in which faults are told; by default the office's, as far as it can be read.

    Raises:
        ConfigurationError: something is wrong; its `faults` are all of it.
    """
    folder = folder.absolute()
    look = Inspection(root=folder.parent, checks_files=check_files)
    with ExitStack() as stack:
        main, units, officials, recipients, codes = (stack.enter_context(_open(folder / name, look)) for name in _FILES)
        tte = stack.enter_context(main.child("tte"))
        files = OfficeFiles(main=main, tte=tte, units=units, officials=officials, recipients=recipients, codes=codes)
        settings = _read(files, folder)
    if look.count:
        raise ConfigurationError(say.WRONG(folder=folder, count=look.count), look.lines(language or settings.language))
    return settings


def _open(file: Path, look: Inspection) -> Section:
    """One file; silent if it cannot be read, which is then a fault."""
    try:
        return Section(file, sidecar.load(file.read_bytes(), secret_keys=False), look)
    except FileNotFoundError:
        look.note(file, 1, say.FILE_MISSING())
    except OSError as exc:
        look.note(file, 1, say.FILE_UNREADABLE(reason=exc.strerror))
    except DraftRefusedError as exc:
        for fault in exc.faults:
            look.note(file, fault.place.line if fault.place else 1, fault.message)
    return Section(file, None, look)


def _read(files: OfficeFiles, folder: Path) -> Settings:
    main = files.main
    inbox, state = _places(main)
    times, total = read_standard_times(main)
    office = read_office(files, times)
    gateway = read_gateway(main)
    signing = read_signing(files.tte, office.place, gateway)
    language = main.choice("bahasa", Language.INDONESIAN)
    check_gateway_names((one for _, one in files.officials.children()), gateway)
    return Settings(
        folder=folder,
        root=main.look.root,
        office=replace(office, seals_once=signing.terms.certifies),
        inbox=inbox,
        state=state,
        language=language,
        zone=_zone(main),
        identity=main.choice("identitas", Identity.OWNER),
        plain_passphrases=main.yes("passphrase_polos", default=False),
        standard_total=total,
        mail=read_mail(main, files.recipients, state),
        notices=read_notices(main, language.value),
        signing=signing,
        gateway=gateway,
        partners=read_partners(files.recipients),
        printer=read_printer(main),
        watch=read_watch(main),
        reading=read_limits(main),
        engine=main.choice("engine", Engine.LOCAL),
        workers=main.whole("pekerja", 2, low=1, high=_MOST_WORKERS),
        demo=_is_folder(state / "demo"),
    )


def _places(main: Section) -> tuple[Path, Path]:
    """The shared tree and the private folder; neither lies in the other."""
    inbox, state = (main.look.resolve(main.text(key, key)) for key in ("inbox", "state"))
    main.look.shared = inbox
    if main.look.is_shared(state):
        main.fault("state", say.PRIVATE_IN_SHARED(key="state", path=state, inbox=inbox))
    elif inbox.is_relative_to(state):
        main.fault("inbox", say.SHARED_IN_PRIVATE(inbox=inbox, state=state))
    return inbox, state


def _zone(main: Section) -> ZoneInfo:
    usual = "Asia/Jakarta"
    found = main.text("zona_waktu", usual)
    try:
        return ZoneInfo(found)
    except (KeyError, ValueError, OSError):  # unknown, absolute, or a folder of the zone database
        main.fault("zona_waktu", say.NOT_A_ZONE(found=found))
    return ZoneInfo(usual)


def _is_folder(path: Path) -> bool:
    """Whether a folder is there; one that this account may not look for is not."""
    try:
        return path.is_dir()
    except OSError:
        return False
