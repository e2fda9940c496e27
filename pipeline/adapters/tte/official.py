"""Which backend signs for which official: the gateway where pejabat.yaml names his NIK, else the token or the PKCS#12 file it names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.tte.bsre import BsreSigner
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.errors import CodeNotSentError, HeldError, WrongSecretError
from pipeline.domain.notes import gateway as say_gateway
from pipeline.domain.notes import signing as say
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SigningOrder, SigningResult


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialSigner:
    """Signs with the official's own key, wherever it is kept."""

    pkcs12: Pkcs12Signer
    gateway: BsreSigner | None = None

    def takes_codes(self, official: Official) -> bool:
        """Whether his backend is a gateway that knows one-time codes."""
        return official.signs_at_gateway and self.gateway is not None and self.gateway.calls.takes_codes

    def request_code(self, official: Official, count: int) -> None:
        """Have his gateway send him a code."""
        if self.gateway is None or not self.takes_codes(official):
            raise CodeNotSentError(say_gateway.NO_CODES(official=official.id))
        self.gateway.request_code(official, count)

    def sign(self, orders: Sequence[SigningOrder], official: Official, secret: Secret, begin: Callable[[str], None]) -> tuple[SigningResult, ...]:
        """Sign every order; an official without a key holds his letters for the administrator."""
        if official.signs_at_gateway:
            if self.gateway is None:
                return tuple(HeldError(say_gateway.NO_GATEWAY(letter=order.letter, official=official.id)) for order in orders)
            return self.gateway.sign(orders, official, secret, begin)
        if secret.is_one_time:
            return tuple(WrongSecretError(say_gateway.CODE_NOT_HERE(letter=order.letter)) for order in orders)
        if official.token is not None:
            return self.pkcs12.sign(orders, official.token, secret)
        if not official.key_file:
            return tuple(HeldError(say.NO_KEY(letter=order.letter, official=official.id)) for order in orders)
        return self.pkcs12.sign(orders, Path(official.key_file), secret)
