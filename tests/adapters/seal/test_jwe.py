"""One kind of seal and no other, judged with another JOSE implementation where there is one, and with altered seals."""

import base64
import json
import os
import subprocess
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jwcrypto.jwk import JWK

from pipeline.adapters.seal import jwe
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Text
from pipeline.domain.notes import sealing as say
from tests.kantor import a_sealing_key

CONTENT = b'{"passphrase": "kRahasia7x-sentinel"}'
ALG, ENC = "RSA-OAEP-256", "A256GCM"


def private() -> str:
    return json.dumps(a_sealing_key())


@cache
def public() -> str:
    return json.dumps(jwe.public_of(private()))


def word(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unword(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def by_hand(content: bytes = CONTENT, raw_header: bytes | None = None, *, oaep: type[hashes.HashAlgorithm] = hashes.SHA256, **header: object) -> str:
    """A seal as RFC 7516 has it, made without the library that opens it."""
    facts = {name: value for name, value in {"alg": ALG, "enc": ENC, "kid": jwe.kid_of(public()), **header}.items() if value is not None}
    protected = word(raw_header or json.dumps(facts).encode())
    key, iv = os.urandom(32), os.urandom(12)
    wrapped = public_numbers().encrypt(key, padding.OAEP(padding.MGF1(oaep()), oaep(), None))
    body = AESGCM(key).encrypt(iv, content, protected.encode())
    return ".".join([protected, *map(word, (wrapped, iv, body[:-16], body[-16:]))])


def public_numbers() -> rsa.RSAPublicKey:
    facts = json.loads(public())
    e, n = (int.from_bytes(unword(facts[name])) for name in "en")
    return rsa.RSAPublicNumbers(e, n).public_key()


def opened(sealed: str) -> bytes:
    assert jwe.key_named_in(sealed) == jwe.kid_of(private())
    return jwe.open_with(sealed, private())


def refusal(sealed: str) -> DraftRefusedError:
    with pytest.raises(DraftRefusedError) as refused:
        opened(sealed)
    return refused.value


def test_what_is_sealed_for_the_office_is_opened_with_its_private_key() -> None:
    assert opened(jwe.close(CONTENT, public())) == CONTENT


def test_two_seals_of_the_same_words_have_nothing_in_common() -> None:
    first, second = (jwe.close(CONTENT, public()).split(".") for _ in range(2))
    assert first[0] == second[0]
    assert not set(first[1:]) & set(second[1:])


def test_a_seal_made_by_another_program_is_opened() -> None:
    assert opened(by_hand()) == CONTENT
    assert opened(by_hand(typ="JOSE", cty="json")) == CONTENT


def test_our_seals_are_what_the_standard_says() -> None:
    header, wrapped, iv, body, tag = jwe.close(CONTENT, public()).split(".")
    assert json.loads(unword(header)) == {"alg": ALG, "enc": ENC, "kid": jwe.kid_of(public())}
    numbers = JWK.from_json(private()).get_op_key("decrypt")
    key = numbers.decrypt(unword(wrapped), padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    assert AESGCM(key).decrypt(unword(iv), unword(body) + unword(tag), header.encode()) == CONTENT


def test_a_key_is_named_by_its_thumbprint_whatever_it_calls_itself(tmp_path: Path) -> None:
    facts = json.loads(public())
    canonical = json.dumps({name: facts[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    (tmp_path / "jwk").write_text(canonical)
    digest = subprocess.run(["openssl", "dgst", "-sha256", "-binary", tmp_path / "jwk"], check=True, capture_output=True).stdout
    assert word(digest) == facts["kid"] == jwe.kid_of(json.dumps({**facts, "kid": "lain"}))


def test_a_new_key_is_rsa_of_3072_bits_and_its_public_part_holds_nothing_private() -> None:
    assert public_numbers().key_size == jwe.KEY_BITS
    assert set(json.loads(public())) == {"kty", "n", "e", "kid", "use", "alg"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"alg": "RSA-OAEP"}, say.OTHER_ALGORITHM),
        ({"alg": "RSA1_5"}, say.OTHER_ALGORITHM),
        ({"alg": "dir"}, say.OTHER_ALGORITHM),
        ({"alg": "none"}, say.OTHER_ALGORITHM),
        ({"alg": None}, say.OTHER_ALGORITHM),
        ({"alg": [ALG]}, say.OTHER_ALGORITHM),
        ({"enc": "A128GCM"}, say.OTHER_ALGORITHM),
        ({"enc": "A256CBC-HS512"}, say.OTHER_ALGORITHM),
        ({"zip": "DEF"}, say.OTHER_ALGORITHM),
        ({"crit": ["exp"], "exp": 1}, say.OTHER_ALGORITHM),
        ({"jku": "https://example.test"}, say.OTHER_ALGORITHM),
        ({"kid": None}, say.FOREIGN_KEY),
        ({"kid": 1}, say.FOREIGN_KEY),
    ],
    ids=lambda value: "-".join(f"{name}={it}" for name, it in value.items()) if isinstance(value, dict) else "",
)
def test_any_other_kind_of_seal_is_refused_before_it_is_opened(changes: dict[str, Any], said: Text) -> None:
    assert refusal(by_hand(**changes)).message == said()


def test_a_compressed_seal_is_refused_unopened() -> None:
    squeezed = zlib.compressobj(wbits=-15)
    bomb = squeezed.compress(b"x" * 1_000_000) + squeezed.flush()
    assert refusal(by_hand(bomb, zip="DEF")).message == say.OTHER_ALGORITHM()


def test_a_seal_with_sha_1_inside_is_not_opened() -> None:
    assert refusal(by_hand(oaep=hashes.SHA1)).message == say.NOT_OPENED()


def test_a_header_that_names_something_twice_is_none() -> None:
    kid = jwe.kid_of(public())
    twice = f'{{"alg": "{ALG}", "enc": "{ENC}", "kid": "{kid}", "alg": "{ALG}"}}'.encode()
    assert refusal(by_hand(raw_header=twice)).message == say.NOT_A_SEAL()


@pytest.mark.parametrize("part", range(5), ids=["header", "key", "iv", "text", "tag"])
@pytest.mark.parametrize("where", [0, -2], ids=["begin", "end"])
def test_a_seal_in_which_anything_was_altered_is_refused_and_says_nothing_of_its_content(part: int, where: int) -> None:
    parts = jwe.close(CONTENT, public()).split(".")
    letters = list(parts[part])
    letters[where] = "A" if letters[where] != "A" else "B"
    parts[part] = "".join(letters)
    refused = refusal(".".join(parts))
    assert "kRahasia" not in repr(refused.__context__) + str(refused)
    assert refused.__context__ is None


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "x",
        "a.b.c.d.e",
        "....",
        "{}",
        '{"protected": "e30", "iv": "", "ciphertext": "", "tag": ""}',
        ".".join([word(b"[" * 700), "x", "i" * 16, "c", "t" * 22]),
        ".".join([word(b"\xff\xfe"), "x", "i" * 16, "c", "t" * 22]),
        ".".join([word(b"[]"), "x", "i" * 16, "c", "t" * 22]),
        ".".join(["a", "x", "i" * 16, "c", "t" * 22]),
        "é" * 40,
    ],
)
def test_what_is_no_seal_is_refused(sealed: str) -> None:
    assert refusal(sealed).message == say.NOT_A_SEAL()


def test_a_seal_with_more_or_fewer_parts_is_refused() -> None:
    sealed = jwe.close(CONTENT, public())
    for one in (sealed + ".", sealed + ".x", sealed.rpartition(".")[0], sealed + "\n", " " + sealed):
        assert refusal(one).message == say.NOT_A_SEAL(), one[-20:]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "{}",
        "bukan json",
        JWK.from_pyca(ec.generate_private_key(ec.SECP256R1()).public_key()).export(private_key=False),
        JWK.generate(kty="oct", size=256).export(),
        JWK.from_pyca(rsa.generate_private_key(65537, 1024).public_key()).export(private_key=False),  # noqa: S505 -- to be refused
    ],
    ids=["nothing", "empty", "no json", "elliptic", "a shared secret", "short"],
)
def test_nothing_is_sealed_for_a_key_that_is_not_ours(key: str) -> None:
    with pytest.raises(ValueError, match="no RSA key"):
        jwe.close(CONTENT, key)
