"""Whether the shared folders let in exactly those who may decide there (`identitas: pemilik`), compared with the machine's own accounts and groups.

A decision counts by its file's owner, or because it is the form that lies in a folder nobody else can write in. So a role's folder has a group of its own,
whose members are the role's accounts and the service, and mode 2770: without the sticky bit, for an editor saves by renaming over the form. A unit's folder has
the sticky bit (3770): nobody touches another's draft. What a group is called is the administrator's business; who is in it is ours. Access control lists are
refused: with one the mode no longer says who comes in.
"""

import errno
import grp
import os
import pwd
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.adapters.health.places import Place
from pipeline.domain.notes import Message
from pipeline.domain.notes import doctor as say

ROLE_MODE: Final = 0o2770
DRAFT_MODE: Final = 0o3770
_OTHERS_WRITE: Final = 0o022
_LONGEST_GROUP: Final = 32
_ACLS: Final = ("system.posix_acl_access", "system.posix_acl_default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The machine's accounts and groups, asked once for many folders."""

    primary: dict[str, int]
    """each account's own group"""

    def members(self, gid: int) -> set[str]:
        """Everybody in a group: those it lists, and those whose own group it is."""
        listed = set(grp.getgrgid(gid).gr_mem)
        return listed | {name for name, own in self.primary.items() if own == gid}


def read_accounts() -> Accounts:
    """The accounts of this machine."""
    return Accounts(primary={one.pw_name: one.pw_gid for one in pwd.getpwall()})


def share_faults(roles: Sequence[Place], drafts: Sequence[Place], inbox: Path, service_uid: int) -> tuple[Message, ...]:
    """Everything that is wrong with owners, groups and modes, each with the command that mends it.

    Args:
        roles: the folders of decisions.
        drafts: the units' folders.
        inbox: the shared tree; it and the folders between must not be writable for others.
        service_uid: the daemon's user id.
    """
    look = _Look(accounts=read_accounts(), service=_name(service_uid), service_uid=service_uid)
    found = [*look.strange_accounts(roles)]
    for folder in sorted({inbox, *(place.path.parent for place in (*roles, *drafts))}):
        found += look.passage(folder)
    for place in roles:
        found += look.folder(place, ROLE_MODE, look.role_group(roles))
    for place in drafts:
        found += look.folder(place, DRAFT_MODE, look.draft_group)
    return tuple(dict.fromkeys(found))


def groups_not_taken(places: Iterable[Place]) -> tuple[Message, ...]:
    """The folders whose group this process does not have, because it was given after the process began: what officials save there could not be read."""
    own = {os.getegid(), *os.getgroups()}
    late = [(place, gid) for place in places if (gid := _gid(place.path)) is not None and gid not in own]
    return tuple(say.PROCESS_LACKS_GROUP(folder=place.label, group=_group_name(gid) or gid) for place, gid in late)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One look at the tree."""

    accounts: Accounts
    service: str
    service_uid: int

    def strange_accounts(self, roles: Sequence[Place]) -> Iterator[Message]:
        """Accounts of pejabat.yaml that the machine does not know, or that cannot be a person's."""
        for place in roles:
            for account in place.accounts:
                uid = _uid(account)
                if uid is None:
                    yield say.ACCOUNT_MISSING(account=account, roles=", ".join(place.roles))
                elif uid in {self.service_uid, 0}:
                    yield say.ACCOUNT_NOT_A_PERSONS(account=account, roles=", ".join(place.roles))

    def passage(self, folder: Path) -> Iterator[Message]:
        """A folder on the way: whoever can write in it can put another folder in a role's place."""
        try:
            found = folder.lstat()
        except OSError:
            return  # what lies in it is told as missing
        if found.st_uid not in {self.service_uid, 0}:
            yield say.WRONG_OWNER(folder=folder, owner=_name(found.st_uid), service=self.service)
        if stat.S_IMODE(found.st_mode) & _OTHERS_WRITE:
            yield say.PASSAGE_OPEN(folder=folder)

    def folder(self, place: Place, mode: int, group: Callable[[Place, int], Iterator[Message]]) -> Iterator[Message]:
        """One shared folder: that it is one, whose it is, its mode and its group."""
        try:
            found = place.path.lstat()
        except OSError as problem:
            yield say.FOLDER_MISSING(folder=place.path, reason=problem.strerror or str(problem), mode=f"{mode:o}", service=self.service)
            return
        if not stat.S_ISDIR(found.st_mode):
            yield say.NOT_A_FOLDER(folder=place.path)
            return
        if found.st_uid != self.service_uid:
            yield say.WRONG_OWNER(folder=place.path, owner=_name(found.st_uid), service=self.service)
        if _has_acl(place.path):
            yield say.HAS_ACL(folder=place.path)
        if stat.S_IMODE(found.st_mode) != mode:
            yield say.WRONG_MODE(folder=place.path, found=f"{stat.S_IMODE(found.st_mode):04o}", mode=f"{mode:04o}")
        yield from group(place, found.st_gid)

    def role_group(self, roles: Sequence[Place]) -> Callable[[Place, int], Iterator[Message]]:
        """How the group of a role's folder is looked at, beside those of the others."""
        users: dict[int, list[Place]] = defaultdict(list)
        for place in roles:
            gid = _gid(place.path)
            if gid is not None:
                users[gid].append(place)

        def look(place: Place, gid: int) -> Iterator[Message]:
            others = [one for one in users[gid] if set(one.accounts) != set(place.accounts)]
            name = self._fit_group(gid)
            if name is None:
                yield self._needs_own_group(place, gid)
            elif others:
                yield say.GROUP_SHARED(folder=place.path, group=name, others=", ".join(one.label for one in others), commands=self._new_group(place))
            else:
                yield from self._members(place, gid, name)

        return look

    def _members(self, place: Place, gid: int, group: str) -> Iterator[Message]:
        """That exactly the role's accounts and the service are in its group."""
        wanted, members = {*place.accounts, self.service}, self.accounts.members(gid)
        for one in sorted(wanted - members):
            if one == self.service or _uid(one) is not None:
                yield say.MEMBER_MISSING(folder=place.label, group=group, account=one)
        for one in sorted(members - wanted - {"root"}):
            is_primary = self.accounts.primary.get(one) == gid
            words = say.STRANGER_BY_PRIMARY if is_primary else say.STRANGER_IN_GROUP
            yield words(folder=place.label, group=group, account=one, roles=", ".join(place.roles))

    def draft_group(self, place: Place, gid: int) -> Iterator[Message]:
        """That the service can read what clerks save."""
        group = self._fit_group(gid)
        if group is None:
            yield self._needs_own_group(place, gid)
        elif self.service not in self.accounts.members(gid):
            yield say.MEMBER_MISSING(folder=place.label, group=group, account=self.service)

    def _fit_group(self, gid: int) -> str | None:
        """The name of a group that people may be in; none for one that is unknown, root's or the service's own."""
        return None if gid in {0, self.accounts.primary.get(self.service)} else _group_name(gid)

    def _needs_own_group(self, place: Place, gid: int) -> Message:
        return say.GROUP_NOT_OWN(folder=place.path, group=_group_name(gid) or gid, commands=self._new_group(place))

    def _new_group(self, place: Place) -> str:
        """The commands that give a folder a group of its own."""
        name = f"{self.service}-{'-'.join(place.roles) or f'bidang-{place.unit}'}"[:_LONGEST_GROUP]
        joining = (f"usermod -aG {name} {one}" for one in (*place.accounts, self.service) if _uid(one) is not None)
        return " && ".join([f"groupadd -f {name}", *joining, f"chgrp {name} {place.path}"])


def _has_acl(folder: Path) -> bool:
    for name in _ACLS:
        try:
            os.getxattr(folder, name, follow_symlinks=False)
        except OSError as problem:
            if problem.errno not in {errno.ENODATA, errno.ENOTSUP}:
                raise
        else:
            return True
    return False


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _uid(account: str) -> int | None:
    try:
        return pwd.getpwnam(account).pw_uid
    except KeyError:
        return None


def _gid(path: Path) -> int | None:
    try:
        return path.lstat().st_gid
    except OSError:
        return None


def _group_name(gid: int) -> str | None:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return None
