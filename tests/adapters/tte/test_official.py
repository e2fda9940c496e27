from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.adapters.tte.official import OfficialSigner
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.errors import HeldError, SuratError, WrongSecretError
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SignedDocument
from tests.adapters.tte.office import Office, draft, order

HEAD = Official(id="kepala-dinas", name="Rina", position="Kepala", roles=frozenset())


def _never(letter: str) -> None:
    raise AssertionError(letter)


@pytest.mark.parametrize(("has_key", "outcome"), [(True, SignedDocument), (False, HeldError)], ids=["with a key", "without one"])
def test_an_official_signs_with_his_own_key_or_not_at_all(has_key: bool, outcome: type, office: Office, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    official = replace(HEAD, key_file=str(office.key()) if has_key else "")
    signer = OfficialSigner(pkcs12=Pkcs12Signer(trust_roots=(office.ca,)))
    (result,) = signer.sign([order(draft(), tmp_path / "signed.pdf")], official, Secret(office.passphrases["kepala-dinas"]), _never)
    assert isinstance(result, outcome)
    assert (tmp_path / "signed.pdf").exists() == has_key


@pytest.mark.parametrize(
    ("official", "secret", "outcome"),
    [
        (replace(HEAD, nik="3402011505710006"), Secret("apa-saja"), HeldError),
        (replace(HEAD, key_file="kunci.p12"), Secret("748392", is_one_time=True), WrongSecretError),
    ],
    ids=["a signer of a gateway that is not there", "a one-time code for a key file"],
)
def test_what_cannot_sign_is_told_for_each_letter(official: Official, secret: Secret, outcome: type[SuratError], office: Office, tmp_path: Path) -> None:
    signer = OfficialSigner(pkcs12=Pkcs12Signer(trust_roots=(office.ca,)))
    results = signer.sign([order(draft(), tmp_path / f"{n}.pdf", letter=f"2026-00000{n}") for n in range(2)], official, secret, _never)
    assert [type(one) for one in results] == [outcome] * 2
    assert list(tmp_path.iterdir()) == []
