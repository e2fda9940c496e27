"""Keys in a token, tried with SoftHSM: the PIN is the passphrase, one try a decision."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from pipeline.adapters.tte.pool import WORTH_SPLITTING
from pipeline.domain.office import KeyToken
from tests.adapters.tte.office import draft
from tests.centre import PASSPHRASE, Centre, open_centre
from tests.judges import openssl_cades, pdfsig

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
SPY = "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so"
PIN = "246810"
TOKEN = KeyToken(module=MODULE, label="TTE Kadis", key="tte", certificate="tte")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with open_centre(tmp_path_factory.mktemp("centre")) as centre:
        yield centre


@pytest.fixture
def centre(served: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Centre:
    """A token with the signatory's key and certificate, and the log of everything it is asked."""
    store = tmp_path / "token"
    store.mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\nlog.level = ERROR\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    unlock = ["openssl", "pkcs12", "-in", str(served.key), "-passin", f"pass:{PASSPHRASE}", "-nodes"]
    (tmp_path / "key.pem").write_bytes(_run(*unlock, "-nocerts"))
    (tmp_path / "cert.pem").write_bytes(_run(*unlock, "-nokeys", "-clcerts"))
    _run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", str(tmp_path / "key.pem"), "-out", str(tmp_path / "key.p8"))
    _run("openssl", "x509", "-in", str(tmp_path / "cert.pem"), "-outform", "DER", "-out", str(tmp_path / "cert.der"))
    _run("softhsm2-util", "--init-token", "--free", "--label", TOKEN.label, "--pin", PIN, "--so-pin", "13579")
    _run("softhsm2-util", "--import", str(tmp_path / "key.p8"), "--token", TOKEN.label, "--label", "tte", "--id", "01", "--pin", PIN)
    tool = ["pkcs11-tool", "--module", MODULE, "--token-label", TOKEN.label, "--login", "--pin", PIN]
    _run(*tool, "--write-object", str(tmp_path / "cert.der"), "--type", "cert", "--label", "tte", "--id", "01")
    return served


def sign(centre: Centre, folder: Path, pin: str, *tokens: KeyToken, **changes: object) -> list[list[str]]:
    """What came of each letter: the kind of result, and its words."""
    wanted = {
        "ca": str(centre.ca),
        "folder": str(folder),
        "tokens": [asdict(one) for one in tokens or (TOKEN,)],
        "letters": 1,
        "level": "B-B",
        "tsa": centre.tsa,
        **changes,
    }
    command = [sys.executable, "-m", "tests.adapters.tte.sign_by_token", json.dumps(wanted)]
    done = subprocess.run(command, input=pin, capture_output=True, text=True, check=False, timeout=900, cwd=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
    results: list[list[str]] = json.loads(done.stdout)
    return results


def test_a_letter_signed_by_a_token_satisfies_the_judges_of_others(centre: Centre, tmp_path: Path) -> None:
    results = sign(centre, tmp_path, PIN, letters=2, level="B-LT")
    assert [kind for kind, _ in results] == ["SignedDocument"] * 2, results
    for number in range(2):
        facts = pdfsig(tmp_path / f"{number}.pdf", centre.ca)[0]
        assert (facts.valid, facts.trusted) == (True, True)
        assert openssl_cades(tmp_path / f"{number}.pdf", centre.ca) == [True]
        assert (tmp_path / f"{number}.pdf").read_bytes().startswith(draft().read_bytes())


def test_a_wrong_pin_is_refused_and_tried_once_however_many_letters_the_decision_names(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "asked.log"
    monkeypatch.setenv("PKCS11SPY", MODULE)
    monkeypatch.setenv("PKCS11SPY_OUTPUT", str(asked))
    results = sign(centre, tmp_path, "000000", replace(TOKEN, module=SPY), letters=2 * WORTH_SPLITTING)
    assert {kind for kind, _ in results} == {"WrongSecretError"}, results
    assert "000000" not in str(results)
    assert asked.read_text("utf-8", "replace").count("C_Login\n") == 1
    assert not list(tmp_path.glob("*.pdf"))


def test_without_a_pin_the_token_is_not_touched(centre: Centre, tmp_path: Path) -> None:
    ((kind, _),) = sign(centre, tmp_path, "", replace(TOKEN, module=str(tmp_path / "none.so")))
    assert kind == "WrongSecretError"


def test_what_the_token_lacks_waits_for_the_administrator(centre: Centre, tmp_path: Path) -> None:
    wrong = [replace(TOKEN, **{lack: "/tidak/ada"}) for lack in ("module", "label", "key", "certificate")]
    results = sign(centre, tmp_path, PIN, *wrong)
    assert [kind for kind, _ in results] == ["HeldError"] * 4
    assert all("pejabat.yaml" in words for _, words in results)
    assert not list(tmp_path.glob("*.pdf"))


def _run(*words: str) -> bytes:
    return subprocess.run(words, capture_output=True, check=True).stdout
