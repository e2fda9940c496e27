from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.adapters.line import Line
from pipeline.adapters.tte.bsre import BsreSigner
from pipeline.adapters.tte.bsre_calls import Calls, Version1, Version2
from pipeline.adapters.tte.official import OfficialSigner
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.errors import CodeNotSentError, HeldError, SuratError, WrongSecretError
from pipeline.domain.notes import gateway as say
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


@pytest.mark.parametrize(
    ("official", "calls", "takes"),
    [
        (replace(HEAD, nik="3402011505710006"), Version2(), True),
        (replace(HEAD, nik="3402011505710006"), Version1(), False),
        (replace(HEAD, nik="3402011505710006"), None, False),
        (replace(HEAD, key_file="kunci.p12"), Version2(), False),
    ],
    ids=["at a gateway of version 2", "of version 1", "of none", "with a key file"],
)
def test_only_who_signs_at_a_gateway_with_codes_is_sent_one(official: Official, calls: Calls | None, takes: bool, office: Office) -> None:  # noqa: FBT001 - a case
    gateway = BsreSigner(line=Line(address="http://127.0.0.1:1"), trust_roots=(office.ca,), calls=calls) if calls else None
    signer = OfficialSigner(pkcs12=Pkcs12Signer(trust_roots=(office.ca,)), gateway=gateway)
    assert signer.takes_codes(official) is takes
    with pytest.raises(CodeNotSentError) as refused:
        signer.request_code(official, 1)
    assert refused.value.message.text is (say.CODE_AWAY if takes else say.NO_CODES)
