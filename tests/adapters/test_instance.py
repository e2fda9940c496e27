"""`surat init`: what a new instance holds, and that doing it again changes nothing."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.adapters import instance
from pipeline.adapters.instance import CONFIG_TEMPLATES, INBOX_TEMPLATES, copy_templates, make_folders, make_state

STAGES = (
    *("1-konsep/umum", "1-konsep/dafduk", "kembali/umum", "kembali/dafduk", "2-penomoran", "3-verifikasi/kabid-dafduk", "3-verifikasi/sekretaris"),
    *("4-tte/kepala-dinas", "5-kirim/siap", "5-kirim/cetak", "6-terkirim", "karantina", "papan", "verifikasi"),
)


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    """An administrator whose umask takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def make_example_folders(inbox: Path) -> list[Path]:
    return make_folders(inbox, units=("umum", "dafduk"), verifiers=("kabid-dafduk", "sekretaris"), signatories=("kepala-dinas",))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def snapshot(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {path: (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")}


@pytest.mark.parametrize("demo", [False, True], ids=["plain", "demo"])
def test_a_new_instance_holds_every_file_of_the_example(tmp_path: Path, *, demo: bool) -> None:
    made = copy_templates(tmp_path, demo=demo)
    assert {path.relative_to(tmp_path / "config").as_posix() for path in made} == set(CONFIG_TEMPLATES)
    assert all(mode_of(path) == 0o644 for path in made)


def test_the_demonstration_differs_from_the_example_in_these_lines_only(tmp_path: Path) -> None:
    copy_templates(tmp_path / "plain", demo=False)
    copy_templates(tmp_path / "demo", demo=True)
    changed = [
        (before.strip(), after.strip())
        for name in CONFIG_TEMPLATES
        for before, after in zip(
            (tmp_path / "plain/config" / name).read_text(encoding="utf-8").splitlines(),
            (tmp_path / "demo/config" / name).read_text(encoding="utf-8").splitlines(),
            strict=True,
        )
        if before != after
    ]
    assert changed == [
        ("identitas: pemilik", "identitas: folder"),
        ("passphrase_polos: tidak", "passphrase_polos: ya"),
        ("akar: []", "akar: [state/demo/ca.pem]"),
        ("cara: smtp", "cara: folder"),
        ('kunci: ""', "kunci: state/demo/kepala-dinas.p12"),
    ]


def test_the_demonstration_is_refused_where_a_template_no_longer_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "_DEMO_LINES", {"pipeline.yaml": {"warna: merah": "warna: biru"}})
    with pytest.raises(AssertionError, match="has 0 lines 'warna: merah'"):
        copy_templates(tmp_path, demo=True)


def test_doing_it_again_makes_and_changes_nothing(tmp_path: Path) -> None:
    copy_templates(tmp_path, demo=True)
    make_example_folders(tmp_path / "inbox")
    make_state(tmp_path / "state")
    before = snapshot(tmp_path)
    assert copy_templates(tmp_path, demo=False) == []
    assert make_example_folders(tmp_path / "inbox") == []
    assert make_state(tmp_path / "state") == []
    assert snapshot(tmp_path) == before


def test_what_the_administrator_wrote_stays(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/bidang.yaml").write_text("milik kami", encoding="utf-8")
    (tmp_path / "config/tujuan.yaml").symlink_to("/tidak/ada")
    made = copy_templates(tmp_path, demo=True)
    assert {path.name for path in made}.isdisjoint({"bidang.yaml", "tujuan.yaml"})
    assert (tmp_path / "config/bidang.yaml").read_text(encoding="utf-8") == "milik kami"
    assert (tmp_path / "config/tujuan.yaml").is_symlink()


def test_the_shared_tree_has_a_folder_for_every_unit_and_official(tmp_path: Path) -> None:
    made = make_example_folders(tmp_path / "inbox")
    assert all((tmp_path / "inbox" / stage).is_dir() for stage in STAGES)
    assert {path for path in made if path.name == "BACA-SAYA.txt"} == {tmp_path / "inbox" / name for name in INBOX_TEMPLATES}
    assert {path for path in (tmp_path / "inbox").rglob("*") if path.is_file()} == {tmp_path / "inbox" / name for name in INBOX_TEMPLATES}


def test_a_new_unit_gets_its_folders_beside_the_old_ones(tmp_path: Path) -> None:
    make_example_folders(tmp_path)
    (tmp_path / "1-konsep/umum/surat.pdf").write_bytes(b"%PDF-")
    made = make_folders(tmp_path, units=("umum", "capil"), verifiers=(), signatories=())
    assert made == [tmp_path / "1-konsep/capil", tmp_path / "kembali/capil"]
    assert (tmp_path / "1-konsep/umum/surat.pdf").exists()


@pytest.mark.parametrize(
    ("stage", "mode"),
    [
        ("1-konsep/umum", 0o3770),
        ("kembali/umum", 0o3770),
        ("2-penomoran", 0o2770),
        ("3-verifikasi/sekretaris", 0o2770),
        ("4-tte/kepala-dinas", 0o2770),
        ("5-kirim/siap", 0o2770),
        ("5-kirim/cetak", 0o2770),
        ("6-terkirim", 0o2750),
        ("karantina", 0o2750),
        ("papan", 0o2750),
        ("verifikasi", 0o2750),
    ],
)
def test_a_folder_lets_in_those_whose_it_is(tmp_path: Path, stage: str, mode: int) -> None:
    make_example_folders(tmp_path)
    assert mode_of(tmp_path / stage) == mode


def test_the_private_folder_is_closed_to_everybody_else(tmp_path: Path) -> None:
    drop = tmp_path / "state/esurat/diskominfo"
    made = make_state(tmp_path / "state", drops=[drop])
    assert set(made) == {tmp_path / "state" / name for name in ("", "documents", "mail", "esurat", "esurat/diskominfo")}
    assert {mode_of(path) for path in made} == {0o700}


def test_a_partners_own_folder_is_not_made(tmp_path: Path) -> None:
    make_state(tmp_path / "state", drops=[tmp_path / "mitra/kotak"])
    assert not (tmp_path / "mitra").exists()
