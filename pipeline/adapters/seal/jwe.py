"""One kind of seal and no other: a compact JWE (RFC 7516) with RSA-OAEP-256 and A256GCM, `kid` the key's thumbprint (RFC 7638), and no `zip`.

Its header is read and judged here before the library sees anything of it. What the library complains of never gets out: one refusal stands for all of it, and
no error holds the passphrase.
"""

import base64
import json
import re
from functools import lru_cache
from typing import Any, Final

from jwcrypto.common import JWException
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import sealing as say

KEY_BITS: Final = 3072
"""of a sealing key"""
LEAST_BITS: Final = 2048
"""of a public key that anything is sealed for"""
_ALG: Final = "RSA-OAEP-256"
_ENC: Final = "A256GCM"
_HEADER: Final = frozenset({"alg", "enc", "kid", "typ", "cty"})
"""all that a header may name; so no `zip`, `crit`, `jku`"""
_COMPACT: Final = re.compile(r"(?P<header>[\w-]{1,1024})\.[\w-]{1,2048}\.[\w-]{16}\.[\w-]{1,8192}\.[\w-]{22}", re.ASCII)
_LONGEST_BYTES: Final = 8192


def new_key() -> dict[str, str]:
    """A new private key as its JWK; `public_of` is what officials may read of it."""
    key: Any = JWK.generate(kty="RSA", size=KEY_BITS)
    return _named(key, key.export_private(as_dict=True))


def public_of(private: str) -> dict[str, str]:
    """The public part of a key's JSON.

    Raises:
        ValueError: it is no RSA key.
    """
    key = parsed(private)
    return _named(key, key.export_public(as_dict=True))


@lru_cache(maxsize=16)
def parsed(text: str) -> Any:  # noqa: ANN401 -- jwcrypto's key, here and below
    """An RSA key from its JSON; read once, for checking a private key takes longer than using it.

    Raises:
        ValueError: it is none.
    """
    key = _rsa(text)
    if key is None:
        reason = "no RSA key"
        raise ValueError(reason)
    return key


def kid_of(text: str) -> str:
    """The thumbprint of the key in this JSON, whatever it calls itself.

    Raises:
        ValueError: it is no RSA key.
    """
    return str(parsed(text).thumbprint())


def close(content: bytes, public: str) -> str:
    """Seal for the holder of a key.

    Args:
        content: what is sealed.
        public: the key's JSON.

    Raises:
        ValueError: it is no RSA key.
    """
    token: Any = JWE(content, protected=json.dumps({"alg": _ALG, "enc": _ENC, "kid": kid_of(public)}), algs=[_ALG, _ENC])
    token.add_recipient(parsed(public))
    return str(token.serialize(compact=True))


def key_named_in(word: str) -> str:
    """For which key a seal was made.

    Raises:
        DraftRefusedError: it is no seal, or not of the kind that is taken.
    """
    header = _header(word)
    if not header:
        raise DraftRefusedError(say.NOT_A_SEAL())
    if header.get("alg") != _ALG or header.get("enc") != _ENC or not _HEADER.issuperset(header):
        raise DraftRefusedError(say.OTHER_ALGORITHM())
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise DraftRefusedError(say.FOREIGN_KEY())
    return kid


def open_with(word: str, private: str) -> bytes:
    """What is under a seal whose header was judged.

    Raises:
        DraftRefusedError: it is not for this key, or was altered.
    """
    content = _opened(word, private)
    if content is None:
        raise DraftRefusedError(say.NOT_OPENED())
    return content


def _rsa(text: str) -> Any:  # noqa: ANN401
    try:
        key: Any = JWK.from_json(text)
        return key if key.get_op_key("encrypt").key_size >= LEAST_BITS else None
    except (JWException, ValueError, TypeError, KeyError, AttributeError):
        return None


def _opened(word: str, private: str) -> bytes | None:
    token: Any = JWE(algs=[_ALG, _ENC])
    try:
        token.deserialize(word)
        token.decrypt(parsed(private), max_plaintext=_LONGEST_BYTES)
        return bytes(token.payload)
    except (JWException, ValueError):
        return None


def _header(word: str) -> dict[str, object]:
    """A seal's header; empty where it has none that can be read, or one that names something twice."""
    found = _COMPACT.fullmatch(word)
    if found is None:
        return {}
    try:
        raw = base64.b64decode(found["header"] + "=" * (-len(found["header"]) % 4), altchars=b"-_", validate=True)
        pairs: object = json.loads(raw.decode("utf-8"), object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return {}
    header = dict(pairs) if isinstance(pairs, tuple) else {}
    return header if isinstance(pairs, tuple) and len(header) == len(pairs) else {}


def _named(key: Any, facts: dict[str, str]) -> dict[str, str]:  # noqa: ANN401
    return {**facts, "kid": str(key.thumbprint()), "use": "enc", "alg": _ALG}
