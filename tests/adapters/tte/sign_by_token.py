"""Signs letters with each of some tokens and says what came of every one, as JSON: a process of its own, whose workers see the token's own environment."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.adapters.tte.official import OfficialSigner
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.office import KeyToken, Official, Role
from pipeline.domain.signing import Secret, SignatureLevel, SigningTerms, TimeAuthority
from tests.adapters.tte.office import draft, order


def nobody_is_told(letter: str) -> None:
    """What only a gateway calls."""
    raise AssertionError(letter)


def main() -> None:
    wanted = json.loads(sys.argv[1])
    terms = SigningTerms(level=SignatureLevel(wanted["level"]), authority=TimeAuthority(address=wanted["tsa"]))
    pool = Pkcs12Signer(trust_roots=(Path(wanted["ca"]),), terms=terms, base_time=timedelta(minutes=4))  # a busy machine changes no verdict
    signer = OfficialSigner(pkcs12=pool)
    officials = [Official(id="kadis", name="Rina", position="Kepala", roles=frozenset({Role.SIGNATORY}), token=KeyToken(**one)) for one in wanted["tokens"]]
    pin = Secret(sys.stdin.read())
    at = datetime.now(UTC).replace(microsecond=0)
    orders = [order(draft(), Path(wanted["folder"]) / f"{number}.pdf", letter=f"L{number}", at=at) for number in range(wanted["letters"])]
    results = [result for official in officials for result in signer.sign(orders, official, pin, nobody_is_told)]
    sys.stdout.write(json.dumps([[type(one).__name__, str(one)] for one in results]))


if __name__ == "__main__":
    main()
