"""Before SOP 8: a sealed passphrase is opened for the one act that it names, and used up before anything is signed.

The seal is used up in a transaction of its own, by this very saving of the decision: a daemon that dies before the letters are signed finds the same saving
again and goes on, while a copy of it, saved by whomever, is another saving and is refused. A decision that has counted for all its letters is not opened again.
Commit point: `register.spend`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import sealing as say
from pipeline.domain.sealing import mismatch, read_seal
from pipeline.domain.signing import Secret
from pipeline.ports import Desk, Ruling


def run(rulings: Sequence[Ruling], desk: Desk) -> Sequence[Ruling]:
    """One file's decisions with their passphrase; as they are where it is not sealed.

    Raises:
        DraftRefusedError: the seal does not count, with what to do about it.
        LaterError: the keys or the register cannot be read for now.
    """
    sealed = rulings[0].sealed if rulings else None
    if sealed is None or all(desk.register.has_evidence(one.item.letter, one.evidence) for one in rulings):
        return rulings
    secret = _opened(rulings, sealed, desk)
    return [replace(one, secret=secret) for one in rulings]


def _opened(rulings: Sequence[Ruling], sealed: Secret, desk: Desk) -> Secret:
    first, now = rulings[0], desk.clock.now()
    seal = read_seal(desk.seals.open(sealed, now))
    reason = mismatch(seal, [one.item for one in rulings], first.actor, now)
    if reason is not None:
        raise DraftRefusedError(reason)
    if not desk.register.spend(seal.jti, until=datetime.fromtimestamp(seal.expires, UTC), evidence=first.evidence, now=now):
        raise DraftRefusedError(say.SPENT())
    return seal.secret
