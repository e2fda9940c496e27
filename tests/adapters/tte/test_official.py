from pathlib import Path

import pytest

from pipeline.adapters.tte.official import OfficialSigner
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.errors import HeldError
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SignedDocument
from tests.adapters.tte.office import Office, draft, order


def _never(letter: str) -> None:
    raise AssertionError(letter)


@pytest.mark.parametrize(("has_key", "outcome"), [(True, SignedDocument), (False, HeldError)], ids=["with a key", "without one"])
def test_an_official_signs_with_his_own_key_or_not_at_all(has_key: bool, outcome: type, office: Office, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    official = Official(id="kepala-dinas", name="Rina", position="Kepala", roles=frozenset(), key_file=str(office.key()) if has_key else "")
    signer = OfficialSigner(pkcs12=Pkcs12Signer(trust_roots=(office.ca,)))
    (result,) = signer.sign([order(draft(), tmp_path / "signed.pdf")], official, Secret(office.passphrases["kepala-dinas"]), _never)
    assert isinstance(result, outcome)
    assert (tmp_path / "signed.pdf").exists() == has_key
