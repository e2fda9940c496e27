"""What `surat doctor` finds of the sealing key."""

import stat
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pipeline.adapters.seal.keys import SealKeys
from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import sealing as say

_CHECK: Final = "seal"
_OTHERS: Final = 0o077


def sealing(keys: SealKeys, now: datetime, *, is_needed: bool) -> Iterator[Finding]:
    """Whether passphrases can be sealed and opened, and by nobody else.

    Args:
        keys: where they lie.
        now: the moment.
        is_needed: whether there is no other way for a passphrase.
    """
    missing = Standing.FAULT if is_needed else Standing.WARN
    try:
        present, kept = keys.present(), keys.kept()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        yield Finding(check=_CHECK, standing=Standing.FAULT, message=say.KEY_FAILS(file=problem.filename or keys.folder, reason=reason))
        return
    open_to_others = [one for one in kept if one.is_kept_here and stat.S_IMODE(one.file.stat().st_mode) & _OTHERS]
    for one in open_to_others:
        yield Finding(check=_CHECK, standing=Standing.FAULT, message=say.SEAL_OPEN(file=one.file))
    if present is None:
        yield Finding(check=_CHECK, standing=missing, message=say.SEAL_PUBLIC_MISSING(file=keys.public))
    elif present not in {one.kid for one in kept}:
        yield Finding(check=_CHECK, standing=missing, message=say.SEAL_PRIVATE_MISSING(kid=present))
    elif not open_to_others:
        yield Finding(check=_CHECK, standing=Standing.OK, message=say.SEAL_OK(kid=present))
    retired = sum(one.kid != present and one.opens(present, now) for one in kept)
    if present is not None and retired:
        yield Finding(check=_CHECK, standing=Standing.OK, message=say.SEAL_RETIRED(count=retired))
