"""A signatory's key in a token (PKCS#11): the passphrase of the decision is its PIN, and the key never leaves it.

Tokens lock after a few wrong PINs, so one decision tries its PIN once, in one process, and nothing tries it again by itself: a wrong one refuses the decision
as a wrong passphrase does. The library is an optional extra, imported when a token is opened.
"""

from typing import Any

from cryptography import x509

from pipeline.adapters.tte.key import KeyRefusedError, OpenKey, make_key
from pipeline.domain.errors import HeldError, WrongSecretError
from pipeline.domain.notes import signing as notes
from pipeline.domain.office import KeyToken


async def open_token(token: KeyToken, pin: str) -> OpenKey:
    """Log in to the token with one try of the PIN; it stays open until the process ends.

    Raises:
        KeyRefusedError: the PIN is wrong, the token is locked or not there, or what it holds is unfit.
    """
    named = {"token": token.label}
    if not pin:
        raise KeyRefusedError(WrongSecretError, notes.WRONG_PIN, named)
    try:
        import pkcs11
    except ImportError as exc:
        raise KeyRefusedError(HeldError, notes.TOKEN_UNSUPPORTED, named) from exc
    try:
        session = pkcs11.lib(token.module).get_token(token_label=token.label).open(user_pin=pin)
        private: Any = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label=token.key)
        certificate, *chain = _certificates(pkcs11, session, token.certificate)
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinInvalid, pkcs11.exceptions.PinLenRange) as exc:
        raise KeyRefusedError(WrongSecretError, notes.WRONG_PIN, named) from exc
    except pkcs11.exceptions.PinLocked as exc:
        raise KeyRefusedError(HeldError, notes.TOKEN_LOCKED, named) from exc
    except Exception as exc:
        raise KeyRefusedError(HeldError, notes.TOKEN_UNUSABLE, {**named, "reason": type(exc).__name__}) from exc
    mechanism = pkcs11.Mechanism.SHA256_RSA_PKCS
    return await make_key(certificate, chain, lambda content: bytes(private.sign(content, mechanism=mechanism)), token.label)


def _certificates(pkcs11: Any, session: Any, label: str) -> list[x509.Certificate]:  # noqa: ANN401 - the library's
    """The signatory's certificate, then the others in the token."""
    found = list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}))
    own = [one for one in found if one[pkcs11.Attribute.LABEL] == label]
    ranked = [*own[:1], *(one for one in found if one not in own)]
    if not own:
        raise LookupError(label)
    return [x509.load_der_x509_certificate(bytes(one[pkcs11.Attribute.VALUE])) for one in ranked]
