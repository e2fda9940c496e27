"""Which backend signs for which official: the PKCS#12 file or the token named in the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.errors import HeldError
from pipeline.domain.notes import signing as say
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SigningOrder, SigningResult


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialSigner:
    """Signs with the official's own key."""

    pkcs12: Pkcs12Signer

    def sign(self, orders: Sequence[SigningOrder], official: Official, secret: Secret) -> tuple[SigningResult, ...]:
        """Sign every order; an official without a key holds his letters for the administrator."""
        if official.token is not None:
            return self.pkcs12.sign(orders, official.token, secret)
        if not official.key_file:
            return tuple(HeldError(say.NO_KEY(letter=order.letter, official=official.id)) for order in orders)
        return self.pkcs12.sign(orders, Path(official.key_file), secret)
