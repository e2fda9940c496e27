"""People of an office as the machine knows them: accounts and groups with a fixed prefix, made for the tests and removed again; an office set up for them."""

import fcntl
import grp
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pipeline
from pipeline.adapters.health.places import Place, draft_places, role_places
from pipeline.cli.office import make_office
from pipeline.config import Settings, load_settings
from tests.kantor import lay, settle_fast

SERVICE = "surattest-layanan"
CLERK, OTHER_CLERK = "surattest-dafduk", "surattest-umum"
KABID, SEKRETARIS, KEPALA, ARSIP = "surattest-kabid", "surattest-sekre", "surattest-kepala", "surattest-arsip"
OFFICIALS = {"kabid-dafduk": KABID, "sekretaris": SEKRETARIS, "kepala-dinas": KEPALA, "petugas-arsip": ARSIP}
PEOPLE = (SERVICE, CLERK, OTHER_CLERK, KABID, SEKRETARIS, KEPALA, ARSIP)
GROUPS = {
    "surattest-g-dafduk": (CLERK, KABID, SERVICE),  # the head of a unit writes letters too
    "surattest-g-umum": (OTHER_CLERK, SERVICE),
    "surattest-g-kabid": (KABID, SERVICE),
    "surattest-g-sekre": (SEKRETARIS, SERVICE),
    "surattest-g-kepala": (KEPALA, SERVICE),
    "surattest-g-arsip": (ARSIP, SERVICE),
}
GROUP_OF = {
    "kabid-dafduk": "surattest-g-kabid",
    "sekretaris": "surattest-g-sekre",
    "kepala-dinas": "surattest-g-kepala",
    "petugas-arsip": "surattest-g-arsip",
    "dafduk": "surattest-g-dafduk",
    "umum": "surattest-g-umum",
}
_LOCK = Path(tempfile.gettempdir()) / "surattest.lock"
_PATIENCE_S = 900


def admin(*words: str) -> None:
    """Let shadow do something; it gives up at once where another process changes accounts, so it is asked again."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    for _ in range(20):
        if "try again later" not in done.stderr:
            break
        time.sleep(0.5)
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, (words, done.stderr)


@contextmanager
def accounts() -> Iterator[None]:
    """The people, for one test run at a time; what an interrupted run left goes first."""
    with _LOCK.open("w") as lock:
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                assert time.monotonic() < until, "another test run keeps the accounts"
                time.sleep(0.5)
        _remove()
        try:
            for one in PEOPLE:
                admin("useradd", "--no-create-home", "--no-log-init", "--user-group", "--shell", "/usr/sbin/nologin", one)
            for group, members in GROUPS.items():
                admin("groupadd", group)
                for one in members:
                    admin("usermod", "-aG", group, one)
            yield
        finally:
            _remove()


def _remove() -> None:
    for one in {entry.pw_name for entry in pwd.getpwall()} & set(PEOPLE):
        admin("userdel", one)
    for group in {entry.gr_name for entry in grp.getgrall()} & {*GROUPS, *PEOPLE}:
        admin("groupdel", group)


def as_root(*words: str) -> list[str]:
    """A command of ours, by Debian's interpreter where only root can reach the environment's own: it may become somebody else."""
    site = next(Path(one) for one in sys.path if one.endswith("site-packages"))
    reaches = all(part.stat().st_mode & 1 for part in Path(sys.executable).resolve().parents)
    python = sys.executable if reaches else "/usr/bin/python3"
    path = f"PYTHONPATH={Path(pipeline.__file__).parents[1]}:{site}"
    return ["env", path, python, "-c", "from pipeline.cli import main; main()", *words]


def as_service(*words: str) -> list[str]:
    """A command of ours as the service runs it, with the one capability that its unit gives it."""
    drop = ("setpriv", f"--reuid={SERVICE}", f"--regid={SERVICE}", "--init-groups", "--inh-caps=+lease", "--ambient-caps=+lease")
    return [*drop, *as_root(*words)]


def uid(account: str) -> int:
    return pwd.getpwnam(account).pw_uid


def gid(group: str) -> int:
    return grp.getgrnam(group).gr_gid


def places(settings: Settings) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The roles' folders and the units'."""
    office = settings.office
    roles = role_places(settings.inbox, office, settings.verifier_folders, settings.signatory_folders)
    return roles, draft_places(settings.inbox, office.units)


@contextmanager
def an_office(*, demo: bool) -> Iterator[Settings]:
    """An example office that the service owns, every folder with its own group, where all may come through."""
    folder = Path(tempfile.mkdtemp(prefix="surattest-"))
    try:
        folder.chmod(0o755)
        yield set_up(folder / "kantor", demo=demo)
    finally:
        shutil.rmtree(folder)


def set_up(folder: Path, *, demo: bool) -> Settings:
    lay(folder, "segel/", *(["demo/"] if demo else []))
    make_office(folder, demo=demo)
    settle_fast(folder / "config", tenang_detik="0.5", identitas="pemilik")
    pejabat = folder / "config" / "pejabat.yaml"
    text = pejabat.read_text("utf-8")
    for official, account in OFFICIALS.items():
        assert text.count(f"akun: [{official}]") == 1
        text = text.replace(f"akun: [{official}]", f"akun: [{account}]")
    pejabat.write_text(text, "utf-8")
    settings = load_settings(folder / "config")
    subprocess.run(["chown", "-R", f"{SERVICE}:{SERVICE}", str(folder)], check=True)
    give_groups(settings)
    return settings


def give_groups(settings: Settings) -> None:
    """What the README tells the administrator to do: a group and a mode for each folder."""
    roles, drafts = places(settings)
    for place in (*roles, *drafts):
        os.chown(place.path, uid(SERVICE), gid(GROUP_OF[place.unit or place.roles[0]]))
        place.path.chmod(0o3770 if place.unit else 0o2770)
