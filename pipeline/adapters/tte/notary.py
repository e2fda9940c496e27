"""What others testify of a signature: the time stamping authority its time, the certification centres that no certificate was revoked.

All of it goes over the network, so each answer has a limit of time and of size, and none is believed before it is checked: a token must be about what was
asked, hold, and lead back to a trusted root; every certificate must be shown not to be revoked by an OCSP answer or a CRL that holds itself. Whatever else
comes, or nothing, is one error. A notary serves one batch: what failed once is not asked again for the other letters, and what was fetched serves them all.

Where certificates send for OCSP and CRLs is their own word, so only those of a signature that is being made, or of a signed letter, are followed.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import FetchLimits

from pipeline.adapters.tte.bounded import BoundedSession
from pipeline.adapters.tte.trust import Trust
from pipeline.domain.errors import HeldError
from pipeline.domain.notes import signing as notes
from pipeline.domain.signing import SigningTerms, TimeAuthority

DIGEST: Final = "sha256"
REASON_CHARACTERS: Final = 160
"""how much of a library's complaint goes into a message"""
MOST_REQUESTS: Final = 40
"""how many OCSP answers, CRLs and certificates are fetched for one batch at most"""
CHAIN_TIMEOUTS: Final = 3
"""how many time limits of one answer a whole chain may take"""


class SilentError(Exception):
    """An authority gave no answer that can be used."""

    def __init__(self, who: str, reason: str) -> None:
        """Keep whom we asked and what came."""
        super().__init__(who, reason)
        self.who, self.reason = who, reason


class RevokedCertificateError(Exception):
    """A certification centre says that the certificate was revoked."""


class Notary:
    """Asks the authorities for one batch."""

    def __init__(self, authority: TimeAuthority, trust: Trust) -> None:
        """Get ready; nothing is asked yet.

        Args:
            authority: whom to ask for the time, and how long each answer may take.
            trust: what their answers must lead back to.

        Raises:
            OSError: the password's file cannot be read.
        """
        self._authority, self._trust = authority, trust
        self._host = urlsplit(authority.address).hostname or authority.address
        self._silent: dict[str, SilentError] = {}
        self._paths: dict[bytes, Any] = {}
        self._session: Any = BoundedSession()  # type: ignore[no-untyped-call]  # the library annotates by half
        limits, seconds = FetchLimits(max_requests=MOST_REQUESTS), authority.timeout.total_seconds()
        self._backend = AIOHttpFetcherBackend(self._session, per_request_timeout=seconds, limits=limits)  # type: ignore[arg-type]  # its doc names half of what it takes
        self._evidence: ValidationContext | None = None
        self.stamper: Final = _Stamper(self, authority, _headers(authority), self._session)

    @property
    def evidence(self) -> ValidationContext:
        """What was fetched so far, as pyHanko keeps it."""
        if self._evidence is None:
            words: dict[str, Any] = {"allow_fetching": True, "revocation_mode": "require", "retroactive_revinfo": True, "fetcher_backend": self._backend}
            self._evidence = ValidationContext(trust_roots=list(self._trust.roots), **words)
        return self._evidence

    async def close(self) -> None:
        """End the connections."""
        await self._session.close()

    async def stamp(self, digest: bytes) -> Any:  # noqa: ANN401 - asn1crypto's token
        """A timestamp token for a SHA-256 digest.

        Raises:
            SilentError: the authority gave none that holds.
        """
        return await self.stamper.async_timestamp(digest, DIGEST)

    async def checked(self, digest: bytes, ask: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - asn1crypto's token
        """The token that `ask` brings, if it holds and is about `digest`; see `stamp`."""
        self._raise_if_silent(self._host)
        try:
            token = await ask()
            told = await validate_tst_signed_data(token["content"], self._trust.context(), lambda name: digest if name == DIGEST else b"")
            status = TimestampSignatureStatus(**told)
        except Exception as exc:
            raise self._remember(SilentError(self._host, complaint(exc))) from exc
        if not (status.intact and status.valid and status.trusted):
            raise self._remember(SilentError(self._host, f"intact={status.intact} valid={status.valid} trusted={status.trusted}"))
        return token

    async def prove(self, certificate: Any, others: Iterable[Any]) -> Any:  # noqa: ANN401 - asn1crypto's certificates, pyHanko's path
        """Fetch what shows that a certificate and those above it are not revoked; the path it took to a trusted root.

        Raises:
            SilentError: not everything needed could be fetched.
            RevokedCertificateError: one of them is revoked.
        """
        name = certificate.issuer.human_friendly
        self._raise_if_silent(name)
        if certificate.sha256 not in self._paths:
            for other in others:
                self.evidence.certificate_registry.register(other)
            try:
                async with asyncio.timeout(self._authority.timeout.total_seconds() * CHAIN_TIMEOUTS):
                    self._paths[certificate.sha256] = await CertificateValidator(certificate, validation_context=self.evidence).async_validate_path()
            except RevokedError as exc:
                raise RevokedCertificateError(complaint(exc)) from exc
            except Exception as exc:
                raise self._remember(SilentError(name, complaint(exc))) from exc
        return self._paths[certificate.sha256]

    def _raise_if_silent(self, who: str) -> None:
        if who in self._silent:
            raise self._silent[who]

    def _remember(self, silent: SilentError) -> SilentError:
        return self._silent.setdefault(silent.who, silent)


def open_notary(terms: SigningTerms, trust: Trust) -> Notary:
    """The notary of one batch.

    Raises:
        HeldError: the password for the time stamping authority cannot be read.
    """
    try:
        return Notary(terms.authority, trust)
    except (OSError, UnicodeDecodeError) as exc:
        raise HeldError(notes.PASSWORD_UNREADABLE(file=Path(terms.authority.password_file).name, reason=type(exc).__name__)) from exc


class _Stamper(HTTPTimeStamper):
    """pyHanko's client, whose every answer is checked."""

    def __init__(self, notary: Notary, authority: TimeAuthority, headers: dict[str, str], session: Any) -> None:  # noqa: ANN401 - pyHanko's
        super().__init__(authority.address, timeout=authority.timeout.total_seconds(), headers=headers, session=session)
        self._notary = notary

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:  # noqa: ANN401 - asn1crypto's token
        ask = super().async_timestamp
        return await self._notary.checked(message_digest, lambda: ask(message_digest, md_algorithm))


def complaint(exc: Exception) -> str:
    """What a library complains of, and what it blames, in brief."""
    blamed = f" ({exc.__cause__})" if exc.__cause__ is not None and str(exc.__cause__) else ""
    return f"{type(exc).__name__}: {exc}{blamed}"[:REASON_CHARACTERS]


def _headers(authority: TimeAuthority) -> dict[str, str]:
    """The log-in (RFC 7617), where there is one."""
    if not authority.user:
        return {}
    lines = Path(authority.password_file).read_text("utf-8").splitlines()
    login = f"{authority.user}:{lines[0] if lines else ''}".encode()
    return {"Authorization": f"Basic {base64.b64encode(login).decode('ascii')}"}
