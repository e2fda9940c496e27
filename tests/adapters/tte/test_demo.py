import re
import stat
import subprocess
from pathlib import Path

from pipeline.adapters.tte.demo import make_demo_keys
from tests.adapters.tte.office import NOW

PEOPLE = {"kepala-dinas": ("Rina", "Dinas"), "sekretaris": ("Budi", "Dinas")}


def test_the_demo_keys_are_private_and_openssl_opens_them(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "demo"
    passphrases = make_demo_keys(folder, PEOPLE, NOW)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"ca.pem": 0o644, "kepala-dinas.p12": 0o600, "sekretaris.p12": 0o600, "passphrases.yaml": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for person, passphrase in passphrases.items():
        words = ["openssl", "pkcs12", "-in", str(folder / f"{person}.p12"), "-passin", "stdin", "-nokeys"]
        subprocess.run(words, input=passphrase, text=True, capture_output=True, check=True)


def test_the_passphrases_stand_in_a_file_as_they_are_used(tmp_path: Path) -> None:
    passphrases = make_demo_keys(tmp_path / "demo", PEOPLE, NOW)
    lines = (tmp_path / "demo" / "passphrases.yaml").read_text().splitlines()
    assert lines == [f'{person}: "{passphrase}"' for person, passphrase in passphrases.items()]
    assert all(re.fullmatch(r"[a-z][a-z2-9]{3}(-[a-z2-9]{4}){2}", passphrase) for passphrase in passphrases.values())


def test_a_second_init_keeps_the_keys(tmp_path: Path) -> None:
    first = make_demo_keys(tmp_path / "demo", PEOPLE, NOW)
    before = {path.name: path.read_bytes() for path in (tmp_path / "demo").iterdir()}
    assert make_demo_keys(tmp_path / "demo", {"orang-baru": ("Sri", "Dinas")}, NOW) == first
    assert {path.name: path.read_bytes() for path in (tmp_path / "demo").iterdir()} == before


def test_a_broken_run_is_made_anew(tmp_path: Path) -> None:
    make_demo_keys(tmp_path / "demo", PEOPLE, NOW)
    (tmp_path / "demo" / "passphrases.yaml").unlink()
    passphrases = make_demo_keys(tmp_path / "demo", PEOPLE, NOW)
    assert set(passphrases) == set(PEOPLE)
    assert "PRIVATE" not in (tmp_path / "demo" / "ca.pem").read_text()
