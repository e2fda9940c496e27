"""The seals that were used, in memory: none counts for a second act. Its caller holds the lock."""

from datetime import datetime, timedelta

_KEPT_FOR = timedelta(days=1)


class MemorySeals:
    """Each seal with when it expires, and the fingerprint of the saving that used it."""

    def __init__(self) -> None:
        """None is used yet."""
        self._used: dict[str, tuple[datetime, str]] = {}

    def spend(self, jti: str, *, until: datetime, evidence: str, now: datetime) -> bool:
        """Use a seal up; false if another saving has."""
        if jti not in self._used:
            self._used = {one: spent for one, spent in self._used.items() if spent[0] >= now - _KEPT_FOR}
        return self._used.setdefault(jti, (until, evidence))[1] == evidence
