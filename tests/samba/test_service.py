"""What the service's own account is told at a start, and what root is told with the service's eyes."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.config import Settings
from tests.samba.people import CLERK, GROUPS, SERVICE, admin, as_root, as_service, uid

pytestmark = pytest.mark.root


def service(office: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(as_service(*words, "--config", str(office.folder)), capture_output=True, text=True, check=False, timeout=120)


def root(office: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(as_root(*words, "--config", str(office.folder)), capture_output=True, text=True, check=False, timeout=120)


def found(office: Settings) -> tuple[int, dict[str, set[str]], str]:
    done = root(office, "doctor", "--json")
    findings = json.loads(done.stdout)["findings"]
    standings: dict[str, set[str]] = {}
    for one in findings:
        standings.setdefault(one["check"], set()).add(one["standing"])
    return done.returncode, standings, "\n".join(one["message"] for one in findings)


def test_a_well_set_up_office_is_served(office: Settings) -> None:
    assert service(office, "run", "--once").returncode == 0


def test_an_office_whose_shares_let_anybody_decide_is_not_served_and_every_fault_is_told(office: Settings) -> None:
    (office.inbox / "3-verifikasi/kabid-dafduk").chmod(0o2777)
    (office.inbox / "1-konsep/umum").chmod(0o2770)
    admin("usermod", "-aG", "surattest-g-kepala", CLERK)
    try:
        refused = service(office, "run", "--once")
    finally:
        admin("gpasswd", "--delete", CLERK, "surattest-g-kepala")
    assert refused.returncode == 78
    for command in (
        f"chmod 2770 {office.inbox}/3-verifikasi/kabid-dafduk",
        f"chmod 3770 {office.inbox}/1-konsep/umum",
        f"gpasswd --delete {CLERK} surattest-g-kepala",
    ):
        assert command in refused.stderr


def test_groups_that_the_running_process_does_not_have_yet_are_told(office: Settings) -> None:
    command = ["setpriv", f"--reuid={SERVICE}", f"--regid={SERVICE}", "--clear-groups", *as_root("run", "--once", "--config", str(office.folder))]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert refused.returncode == 78
    assert "systemctl restart surat" in refused.stderr
    assert "4-tte/kepala-dinas" in refused.stderr


def test_a_new_officials_folder_is_made_and_nobody_served_until_it_has_its_group(office: Settings) -> None:
    pejabat = office.folder / "pejabat.yaml"
    new = '\nkabid-baru:\n  nama: "Nama"\n  jabatan: "Kepala Bidang Baru"\n  peran: verifikator\n  akun: [surattest-sekre]\n'
    pejabat.write_text(pejabat.read_text("utf-8") + new, "utf-8")
    refused = service(office, "run", "--once")
    assert refused.returncode == 78
    assert (office.inbox / "3-verifikasi/kabid-baru").is_dir()
    assert "kabid-baru" in refused.stderr


def test_identity_by_folder_looks_at_no_group(office: Settings) -> None:
    config = office.folder / "pipeline.yaml"
    config.write_text(config.read_text("utf-8").replace("identitas: pemilik", "identitas: folder"), "utf-8")
    (office.state / "demo").mkdir()
    os.chown(office.state / "demo", uid(SERVICE), -1)
    (office.inbox / "3-verifikasi/kabid-dafduk").chmod(0o2777)
    assert service(office, "run", "--once").returncode == 0


def test_doctor_says_of_wrong_shares_what_run_says(office: Settings) -> None:
    assert found(office)[1]["shares"] == {"ok"}
    (office.inbox / "3-verifikasi/kabid-dafduk").chmod(0o2777)
    code, standings, words = found(office)
    assert (code, standings["shares"]) == (78, {"fault"})
    assert f"chmod 2770 {office.inbox}/3-verifikasi/kabid-dafduk" in words


def test_doctor_called_by_root_looks_with_the_services_eyes(office: Settings) -> None:
    drop = office.state / "esurat/diskominfo"
    assert found(office)[1]["esurat"] == {"ok"}
    os.chown(drop, 0, 0)
    drop.chmod(0o755)
    code, standings, words = found(office)
    assert (code, standings["esurat"]) == (78, {"fault"})
    assert str(drop) in words


def test_doctor_says_who_cannot_decide(office: Settings) -> None:
    pejabat = office.folder / "pejabat.yaml"
    people = yaml.safe_load(pejabat.read_text("utf-8"))
    people["sekretaris"]["akun"] = []
    pejabat.write_text(yaml.safe_dump(people), "utf-8")
    _, standings, words = found(office)
    assert "warn" in standings["shares"]
    assert "3-verifikasi/sekretaris" in words


@pytest.fixture
def printed(office: Settings) -> str:
    done = root(office, "doctor", "--samba")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_samba_accepts_the_shares_as_printed(printed: str, tmp_path: Path) -> None:
    config = tmp_path / "smb.conf"
    config.write_text(f"[global]\n   server role = standalone server\n{printed}", "utf-8")
    checked = subprocess.run(["testparm", "-s", str(config)], capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 0
    said = checked.stderr.casefold()
    assert not [word for word in ("unknown", "ignoring", "error", "warning") if word in said], checked.stderr
    shares = [line for line in checked.stdout.splitlines() if line.startswith("[") and line != "[global]"]
    assert len(shares) == 6 + 4  # 2-penomoran, two verifiers, a signatory, siap and cetak; two units with drafts and returns


def test_every_share_has_its_own_group_and_nobody_elses_name(printed: str, office: Settings) -> None:
    shares = {block.partition("]")[0]: block for block in printed.split("[")[1:]}
    assert set(shares) >= {"verifikasi-kabid-dafduk", "tte-kepala-dinas", "penomoran", "kirim-siap", "kirim-cetak", "konsep-dafduk", "kembali-umum"}
    for name, block in shares.items():
        group = next(line.split("= ")[1] for line in block.splitlines() if "force group" in line)
        assert group in GROUPS
        is_role = not name.startswith(("konsep", "kembali"))
        assert ("create mask = 0660" if is_role else "create mask = 0640") in block
        for line in ("oplocks = no", "level2 oplocks = no", "durable handles = no", "strict sync = yes", "follow symlinks = no", "veto files = /._*/"):
            assert line in block
        assert "force user" not in block
        assert "recycle" not in block
    assert 'valid users = "surattest-kabid"' in shares["verifikasi-kabid-dafduk"]
    assert 'valid users = @"surattest-g-umum"' in shares["konsep-umum"]
    assert str(office.inbox) in printed
