"""The shared folders as Samba shares: what `surat doctor --samba` prints, to be put into smb.conf.

Each folder is a share of its own, because `valid users` holds for a share, not for a folder: in one big share a clerk read an official's letters and wrote into
his folder. Files take the folder's group (`force group`) and keep their writer as owner; there is no `force user`, for the owner tells who decided. Nothing
caches on the client (oplocks, durable handles), so that what the daemon sees is what was saved; nothing keeps a second copy of a passphrase (`vfs objects` is
empty: no recycle bin, no shadow copies).
"""

import grp
from collections.abc import Iterable
from typing import Final

from pipeline.adapters.health.places import Place

_VETO: Final = "/._*/.DS_Store/Thumbs.db/desktop.ini/~$*/"
_ALWAYS: Final = (
    ("read only", "no"),
    ("guest ok", "no"),
    ("oplocks", "no"),
    ("level2 oplocks", "no"),
    ("durable handles", "no"),
    ("strict sync", "yes"),
    ("follow symlinks", "no"),
    ("wide links", "no"),
    ("nt acl support", "no"),
    ("ea support", "no"),
    ("store dos attributes", "no"),
    ("map archive", "no"),
    ("inherit owner", "no"),
    ("inherit permissions", "no"),
    ("access based share enum", "yes"),
    ("vfs objects", ""),
    ("veto files", _VETO),
)
_MODES: Final = {"role": ("0660", "0770"), "unit": ("0640", "0750")}


def share_name(place: Place) -> str:
    """What a folder's share is called.

    >>> from pathlib import Path
    >>> share_name(Place(path=Path("/srv/surat/4-tte/kepala-dinas"), label="4-tte/kepala-dinas"))
    'tte-kepala-dinas'
    """
    return place.label.lstrip("0123456789-").replace("/", "-")


def samba_shares(places: Iterable[Place]) -> str:
    """One share a folder, as smb.conf writes it; a folder that is not there yet, or whose group is not known, is only named."""
    return "\n".join(_share(place) for place in places)


def _share(place: Place) -> str:
    try:
        group = grp.getgrgid(place.path.stat().st_gid).gr_name
    except (OSError, KeyError):
        return f"# {place.label}: surat doctor\n"
    users = " ".join(f'"{one}"' for one in place.accounts) if place.roles else f'@"{group}"'
    create, directory = _MODES["role" if place.roles else "unit"]
    lines = [("path", str(place.path)), ("valid users", users), ("force group", group), ("create mask", create), ("directory mask", directory), *_ALWAYS]
    return f"[{share_name(place)}]\n" + "".join(f"   {key} = {value}".rstrip() + "\n" for key, value in lines)
