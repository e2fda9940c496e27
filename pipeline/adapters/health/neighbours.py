"""What signing needs: the officials' keys, the roots of trust."""

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import doctor as say
from pipeline.domain.office import Official, Role

_OTHERS: Final = 0o077
_SOON: Final = timedelta(days=60)


def keys(officials: Iterable[Official]) -> Iterator[Finding]:
    """Whether each signatory's key can be read, and by nobody else. What is in it cannot be told without its passphrase."""
    for one in officials:
        if Role.SIGNATORY not in one.roles or one.signs_at_gateway:
            continue
        file = Path(one.key_file)
        if not one.key_file:
            yield Finding(check="keys", standing=Standing.WARN, message=say.NO_KEY(official=one.id))
        elif not os.access(file, os.R_OK):
            yield Finding(check="keys", standing=Standing.FAULT, message=say.KEY_UNREADABLE(official=one.id, file=file))
        elif stat.S_IMODE(file.stat().st_mode) & _OTHERS:
            yield Finding(check="keys", standing=Standing.FAULT, message=say.KEY_OPEN(official=one.id, file=file))
        else:
            yield Finding(check="keys", standing=Standing.OK, message=say.KEY_OK(official=one.id, file=file))


def trust_roots(files: Iterable[Path], now: datetime) -> Iterator[Finding]:
    """How long each root of trust is valid.

    Args:
        files: PEM files.
        now: the moment, aware.
    """
    found = False
    for file in files:
        try:
            certificates = x509.load_pem_x509_certificates(file.read_bytes())
        except (OSError, ValueError):
            yield Finding(check="trust", standing=Standing.FAULT, message=say.ROOT_UNREADABLE(file=file))
            continue
        for one in certificates:
            found = True
            left = one.not_valid_after_utc - now
            standing = Standing.FAULT if left <= timedelta() else Standing.WARN if left < _SOON else Standing.OK
            words = say.ROOT_OK if standing is Standing.OK else say.ROOT_ENDS
            yield Finding(check="trust", standing=standing, message=words(file=file, day=one.not_valid_after_utc.date(), days=left.days))
    if not found:
        yield Finding(check="trust", standing=Standing.WARN, message=say.NO_ROOT())
