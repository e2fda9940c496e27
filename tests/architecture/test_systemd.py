"""The unit and its companions, judged by systemd's own tools."""

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from pipeline.config import MAIL_CREDENTIAL, SEAL_CREDENTIAL
from pipeline.exits import Exit

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNIT = SYSTEMD / "surat.service"


def values(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def test_systemd_finds_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    command = shutil.which("true")
    assert command
    unit = tmp_path / "surat.service"
    unit.write_text(UNIT.read_text("utf-8").replace("/usr/local/bin/surat", command), "utf-8")
    done = run("systemd-analyze", "verify", "--man=no", str(unit))
    assert (done.returncode, [line for line in (done.stdout + done.stderr).splitlines() if "surat" in line]) == (0, [])


def test_the_service_can_do_little_besides_its_work() -> None:
    done = run("systemd-analyze", "security", "--offline=true", "--threshold=16", str(UNIT))
    found = re.search(r"Overall exposure level for surat.service: ([0-9.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= 1.6
    assert done.returncode == 0


def members(group: str) -> list[str]:
    return run("systemd-analyze", "syscall-filter", group).stdout.split()


def test_the_service_may_shut_in_its_pdf_workers() -> None:
    allowed, *refused = values("SystemCallFilter")
    assert "@process" in members(allowed)
    assert "prctl" in members("@process")
    assert not [one for group in refused for one in group.removeprefix("~").split() if "prctl" in members(one)]


def test_the_service_sees_the_owners_of_files_as_they_are() -> None:
    assert values("PrivateUsers") == []
    assert values("DynamicUser") == []


def test_the_service_may_make_folders_that_keep_their_group() -> None:
    assert values("RestrictSUIDSGID") == []


def test_the_service_may_take_leases_and_has_no_other_power() -> None:
    assert values("AmbientCapabilities") == values("CapabilityBoundingSet") == ["CAP_LEASE"]


def test_what_a_person_must_mend_is_not_tried_again() -> None:
    (codes,) = values("RestartPreventExitStatus")
    assert set(map(int, codes.split())) == {Exit.USAGE, Exit.PERMISSION, Exit.CONFIGURATION}
    assert values("Restart") == ["on-failure"]


def test_what_passes_by_itself_is_tried_again_for_as_long_as_it_takes() -> None:
    assert values("StartLimitIntervalSec") == ["0"], "with a limit, systemd gives up within a minute on a disk that is full when the service starts"
    assert values("StartLimitBurst") == []
    assert int(values("RestartSec")[0]) >= 5
    assert str(int(Exit.LATER)) not in values("RestartPreventExitStatus")[0].split()


def test_a_missing_sealing_key_or_mail_password_does_not_stop_the_service() -> None:
    credentials = values("LoadCredential")
    assert credentials == [SEAL_CREDENTIAL, MAIL_CREDENTIAL]
    by_path = [one for one in credentials if ":" in one]
    assert not by_path, "a missing file is passed over only where it is looked for by its name; with an absolute path it ends the start"
    assert values("SetCredential") == values("ImportCredential") == []


def test_the_daemon_tells_of_its_life_far_more_often_than_it_must() -> None:
    (seconds,) = values("WatchdogSec")
    assert values("Type") == ["notify"]
    assert int(seconds) >= 60
    assert values("ExecReload") == ["/bin/kill -HUP $MAINPID"]


@pytest.mark.root
def test_account_and_folders_come_with_owner_and_mode(tmp_path: Path) -> None:
    for name in ("etc", "srv", "var/lib"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("passwd", "group", "shadow", "gshadow"):
        (tmp_path / "etc" / name).write_text("root:x:0:0::/root:/bin/sh\n" if name == "passwd" else "root:x:0:\n" if name == "group" else "")
    made = run("systemd-sysusers", f"--root={tmp_path}", str(SYSTEMD / "surat.sysusers.conf"))
    assert made.returncode == 0, made.stderr
    (uid,) = re.findall(r"^surat:x:([0-9]+):", (tmp_path / "etc/passwd").read_text(), re.MULTILINE)
    made = run("systemd-tmpfiles", "--create", f"--root={tmp_path}", str(SYSTEMD / "surat.tmpfiles.conf"))
    assert made.returncode == 0, made.stderr
    shared, private, settings = (tmp_path / name for name in ("srv/surat", "var/lib/surat", "etc/surat"))
    assert [stat.S_IMODE(one.stat().st_mode) for one in (shared, private, settings)] == [0o2755, 0o700, 0o755]
    assert [one.stat().st_uid for one in (shared, private, settings)] == [int(uid), int(uid), 0]
