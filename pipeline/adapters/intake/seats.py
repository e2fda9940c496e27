"""Every folder of decisions, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.decision import DecisionFolder
from pipeline.domain.office import Office, Official


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One folder of decisions, and whose it is."""

    path: Path
    folder: DecisionFolder
    officials: tuple[Official, ...]
    """who may decide here; several where the registry has several officers. Never empty"""

    @property
    def label(self) -> str:
        """The folder's path in the shared tree, for the log."""
        return self.folder.value if self.path.match(self.folder.value) else f"{self.folder.value}/{self.path.name}"


def seats(inbox: Path, office: Office, verifiers: Sequence[str], signatories: Sequence[str]) -> tuple[Seat, ...]:
    """Every folder of decisions.

    Args:
        inbox: the shared tree.
        office: for its officials.
        verifiers: ids of the officials with a folder in 3-verifikasi.
        signatories: ids of the officials with a folder in 4-tte.
    """
    registrars = tuple(office.officials[one] for one in office.registrars)
    shared = (DecisionFolder.NUMBERING, DecisionFolder.RELEASE, DecisionFolder.PRINT) if registrars else ()
    own = [(DecisionFolder.VERIFICATION, one) for one in verifiers] + [(DecisionFolder.SIGNATURE, one) for one in signatories]
    return (
        *(Seat(path=inbox / folder.value, folder=folder, officials=registrars) for folder in shared),
        *(Seat(path=inbox / folder.value / one, folder=folder, officials=(office.officials[one],)) for folder, one in own),
    )
