"""The shared folders that people write in, and who they are for.

A role's folder (an official's, the registry's) lets in its accounts and the service; a unit's folder lets in the unit's clerks, whom the configuration does not
name: they are whoever the administrator puts into its group.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.decision import DecisionFolder
from pipeline.domain.office import Office

DRAFTS = "1-konsep"
RETURNED = "kembali"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One shared folder.

    Attributes:
        path: where it is.
        label: its path in the shared tree, such as `4-tte/kepala-dinas`.
        roles: the officials whose folder it is; none for a unit's.
        accounts: the accounts they work with.
        unit: the unit whose folder it is; empty for a role's.
    """

    path: Path
    label: str
    roles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    unit: str = ""


def role_places(inbox: Path, office: Office, verifiers: Iterable[str], signatories: Iterable[str]) -> tuple[Place, ...]:
    """The folders that decisions are made in, in the order of the procedure.

    Args:
        inbox: the shared tree.
        office: whose officials they are.
        verifiers: the ids of those who have a folder in 3-verifikasi.
        signatories: the ids of those who have one in 4-tte.
    """
    registrars = office.registrars
    verification = ((f"{DecisionFolder.VERIFICATION}/{one}", (one,)) for one in verifiers)
    signature = ((f"{DecisionFolder.SIGNATURE}/{one}", (one,)) for one in signatories)
    registry = tuple((folder.value, registrars) for folder in (DecisionFolder.RELEASE, DecisionFolder.PRINT))
    wanted = [(DecisionFolder.NUMBERING.value, registrars), *verification, *signature, *registry]
    return tuple(Place(path=inbox / label, label=label, roles=roles, accounts=tuple(dict.fromkeys(_accounts(office, roles)))) for label, roles in wanted)


def _accounts(office: Office, roles: Iterable[str]) -> Iterator[str]:
    for role in roles:
        yield from office.officials[role].accounts


def draft_places(inbox: Path, units: Iterable[str]) -> tuple[Place, ...]:
    """The folders that clerks save in and get letters back in."""
    names = tuple(units)
    return tuple(Place(path=inbox / stage / unit, label=f"{stage}/{unit}", unit=unit) for stage in (DRAFTS, RETURNED) for unit in names)
