"""Who may write where, judged by the machine's real accounts and groups."""

import grp
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.adapters.health.rights import share_faults
from pipeline.config import Settings
from tests.samba.people import CLERK, KABID, KEPALA, OTHER_CLERK, SEKRETARIS, SERVICE, admin, gid, places, uid

pytestmark = pytest.mark.root


def faults(settings: Settings) -> list[str]:
    roles, drafts = places(settings)
    return [one.words() for one in share_faults(roles, drafts, settings.inbox, uid(SERVICE))]


def test_an_office_set_up_as_the_manual_says_has_no_fault(office: Settings) -> None:
    assert faults(office) == []


def kabid(office: Settings) -> Path:
    return office.inbox / "3-verifikasi/kabid-dafduk"


def konsep(office: Settings) -> Path:
    return office.inbox / "1-konsep/dafduk"


WRONG: dict[str, tuple[Callable[[Settings], object], str]] = {
    "a role's folder others can read": (lambda o: kabid(o).chmod(0o2775), "chmod 2770 {inbox}/3-verifikasi/kabid-dafduk"),
    "a role's folder whose files take another group": (lambda o: kabid(o).chmod(0o770), "chmod 2770 {inbox}/3-verifikasi/kabid-dafduk"),
    "a role's folder where no editor can rename": (lambda o: kabid(o).chmod(0o3770), "chmod 2770 {inbox}/3-verifikasi/kabid-dafduk"),
    "a draft folder where clerks touch each other's": (lambda o: konsep(o).chmod(0o2770), "chmod 3770 {inbox}/1-konsep/dafduk"),
    "a returns folder without sticky": (lambda o: (o.inbox / "kembali/umum").chmod(0o2770), "chmod 3770 {inbox}/kembali/umum"),
    "an official who owns his folder": (lambda o: os.chown(kabid(o), uid(KABID), -1), f"chown {SERVICE} {{inbox}}/3-verifikasi/kabid-dafduk"),
    "a clerk who owns a draft folder": (lambda o: os.chown(konsep(o), uid(CLERK), -1), f"chown {SERVICE} {{inbox}}/1-konsep/dafduk"),
    "a stage others can write in": (lambda o: (o.inbox / "4-tte").chmod(0o2777), "chmod go-w {inbox}/4-tte"),
    "a tree somebody else owns": (lambda o: os.chown(o.inbox, uid(CLERK), -1), f"chown {SERVICE} {{inbox}}"),
    "a folder that is gone": (lambda o: kabid(o).rmdir(), f"install -d -o {SERVICE} -m 2770 {{inbox}}/3-verifikasi/kabid-dafduk"),
    "a file in a folder's place": (lambda o: (kabid(o).rmdir(), kabid(o).touch()), "mv {inbox}/3-verifikasi/kabid-dafduk"),
    "a list that lets somebody in": (
        lambda o: subprocess.run(["setfacl", "-m", f"u:{CLERK}:rwx", str(kabid(o))], check=True),
        "setfacl -b {inbox}/3-verifikasi/kabid-dafduk",
    ),
    "a list that will let somebody in": (
        lambda o: subprocess.run(["setfacl", "-d", "-m", f"u:{CLERK}:rwx", str(kabid(o))], check=True),
        "setfacl -b {inbox}/3-verifikasi/kabid-dafduk",
    ),
    "a group nobody knows": (lambda o: os.chown(kabid(o), -1, 59_999), "chgrp surattest-layanan-kabid-dafduk {inbox}/3-verifikasi/kabid-dafduk"),
    "a folder of root's group": (lambda o: os.chown(kabid(o), -1, 0), "chgrp surattest-layanan-kabid-dafduk {inbox}/3-verifikasi/kabid-dafduk"),
    "a draft folder the service cannot read in": (
        lambda o: os.chown(konsep(o), -1, gid(CLERK)),
        f"usermod -aG {CLERK} {SERVICE}",
    ),
    "one group for two roles": (
        lambda o: os.chown(o.inbox / "3-verifikasi/sekretaris", -1, gid("surattest-g-kabid")),
        f"usermod -aG surattest-layanan-sekretaris {SEKRETARIS} && usermod -aG surattest-layanan-sekretaris {SERVICE} && chgrp",
    ),
    "a folder that kept the service's own group": (
        lambda o: os.chown(kabid(o), -1, gid(SERVICE)),
        "groupadd -f surattest-layanan-kabid-dafduk && ",
    ),
    "a draft folder that kept the service's own group": (lambda o: os.chown(konsep(o), -1, gid(SERVICE)), "groupadd -f surattest-layanan-bidang-dafduk && "),
    "a clerk whose own group an official's folder has": (lambda o: os.chown(kabid(o), -1, gid(OTHER_CLERK)), f"usermod -g users {OTHER_CLERK}"),
}


@pytest.mark.parametrize(("spoil", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_the_command_that_mends_it(office: Settings, spoil: Callable[[Settings], object], told: str) -> None:
    spoil(office)
    assert told.format(inbox=office.inbox) in "\n".join(faults(office))


@pytest.fixture
def groups_made() -> Iterator[None]:
    """Removes the groups that the mending made."""
    yield
    for one in grp.getgrall():
        if one.gr_name.startswith(f"{SERVICE}-"):
            admin("groupdel", one.gr_name)


@pytest.mark.parametrize("wrong", [name for name, (_, told) in WRONG.items() if not told.startswith(("usermod", "mv"))])
@pytest.mark.usefixtures("groups_made")
def test_the_commands_as_told_mend_it(office: Settings, wrong: str) -> None:
    WRONG[wrong][0](office)
    for _ in range(4):
        for fault in faults(office):
            command = fault.rpartition(": ")[2]
            done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=60)  # noqa: S602 -- as the administrator pastes it
            assert done.returncode == 0, (command, done.stderr)
    assert faults(office) == []


def test_a_clerk_in_an_officials_group_is_told_and_one_command_takes_him_out(office: Settings) -> None:
    admin("usermod", "-aG", "surattest-g-kepala", CLERK)
    try:
        (fault,) = faults(office)
        assert CLERK in fault
        assert "kepala-dinas" in fault
    finally:
        admin("gpasswd", "--delete", CLERK, "surattest-g-kepala")
    assert f"gpasswd --delete {CLERK} surattest-g-kepala" in fault
    assert faults(office) == []


def test_an_official_who_is_not_in_his_group_is_told(office: Settings) -> None:
    admin("gpasswd", "--delete", SEKRETARIS, "surattest-g-sekre")
    try:
        (fault,) = faults(office)
    finally:
        admin("usermod", "-aG", "surattest-g-sekre", SEKRETARIS)
    assert f"usermod -aG surattest-g-sekre {SEKRETARIS}" in fault


@pytest.mark.parametrize(("account", "told"), [("surattest-tidak-ada", "useradd"), (SERVICE, "pejabat.yaml"), ("root", "pejabat.yaml")])
def test_an_account_that_is_nobodys_is_told(office: Settings, account: str, told: str) -> None:
    roles, drafts = places(office)
    strange = [one.__class__(path=one.path, label=one.label, roles=one.roles, accounts=(*one.accounts, account)) for one in roles if KEPALA in one.accounts]
    found = [one.words() for one in share_faults(strange, drafts, office.inbox, uid(SERVICE))]
    assert any(account in one and told in one for one in found)


def test_every_fault_is_told_at_once(office: Settings) -> None:
    kabid(office).chmod(0o755)
    os.chown(kabid(office), uid(KABID), gid("surattest-g-sekre"))
    konsep(office).chmod(0o2770)
    found = faults(office)
    assert len(found) == 5, found  # owner, mode, the group shared seen from both sides, sticky


def test_the_registrys_three_folders_share_one_group(office: Settings) -> None:
    assert len({(office.inbox / label).stat().st_gid for label in ("2-penomoran", "5-kirim/siap", "5-kirim/cetak")}) == 1
    assert faults(office) == []
