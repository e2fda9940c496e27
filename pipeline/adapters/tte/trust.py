"""What is trusted: root certificates read from files, and the contexts in which pyHanko judges with them. Nothing is fetched from the network."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import ValidationContext

from pipeline.domain.errors import HeldError
from pipeline.domain.notes import signing as notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The trusted roots, and the moment that stands for now."""

    roots: tuple[Any, ...]
    """asn1crypto's certificates"""
    state: frozenset[bytes]
    """the SHA-256 of those that are a state certification centre's"""
    moment: datetime | None = None
    """None = the machine's clock"""
    _plain: dict[datetime | None, ValidationContext] = field(default_factory=dict, repr=False, compare=False)
    """contexts for files without validation data, so that one batch builds each certificate's path once"""

    def at(self, moment: datetime | None) -> "Trust":
        """The same roots at another moment."""
        return replace(self, moment=moment)

    def context(self, store: Any = None, moment: datetime | None = None, *, strict: bool = False) -> ValidationContext:  # noqa: ANN401 - pyHanko's store
        """One context, for one or many judgements.

        Args:
            store: the file's own validation data (its DSS), where it has any; a revocation in there counts, whenever it was fetched.
            moment: when the certificate was used, where a timestamp proves that; else now.
            strict: whether every certificate but the root must be shown by that data not to have been revoked.
        """
        at = moment or self.moment
        if store is None and not strict:
            return self._plain.setdefault(at, self._plain.get(at) or self._new(at, None, strict=False))
        return self._new(at, store, strict=strict)

    def _new(self, at: datetime | None, store: Any, *, strict: bool) -> ValidationContext:  # noqa: ANN401 - pyHanko's store
        words = {
            "trust_roots": list(self.roots),
            "allow_fetching": False,
            "moment": at,
            "retroactive_revinfo": True,
            "revocation_mode": "require" if strict else "soft-fail",
            "ocsps": [],
            "crls": [],
        }
        context: ValidationContext = ValidationContext(**words) if store is None else store.as_validation_context(words)  # type: ignore[arg-type]  # mixed words
        return context

    def is_states(self, root: Any) -> bool:  # noqa: ANN401 - asn1crypto's certificate
        """Whether a root is a state certification centre's."""
        return _fingerprint(root) in self.state


def read_trust(roots: Sequence[Path], state_roots: Sequence[Path] = (), moment: datetime | None = None) -> Trust:
    """Read the trusted roots.

    Args:
        roots: PEM files with all certificates that are trusted; each may hold several.
        state_roots: those of them that are a state certification centre's; they are trusted too.
        moment: stands for now where given.

    Raises:
        HeldError: a file is missing or holds no PEM certificate.
    """
    state = _read(state_roots)
    return Trust(roots=(*_read(roots), *state), state=frozenset(map(_fingerprint, state)), moment=moment)


def trust_context(trust_roots: Sequence[Path], moment: datetime | None = None) -> ValidationContext:
    """A context for these roots alone; see `read_trust`."""
    return read_trust(trust_roots, moment=moment).context()


def _read(files: Sequence[Path]) -> tuple[Any, ...]:
    found: list[x509.Certificate] = []
    for path in files:
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as exc:
            raise HeldError(notes.ROOT_UNREADABLE(file=path.name, reason=type(exc).__name__)) from exc
    return tuple(asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in found)


def _fingerprint(certificate: Any) -> bytes:  # noqa: ANN401 - asn1crypto's certificate
    return hashlib.sha256(certificate.dump()).digest()
