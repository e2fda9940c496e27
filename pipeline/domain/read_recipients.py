"""`kepada` and `tembusan`: each entry resolved to one recipient with the way it reaches him.

An entry is a key of the address book, a plain name (printed), or `{nama, email, alamat, saluran}`. Confidential letters never travel by plain e-mail.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from pipeline.domain.channel import Channel, choose_channel
from pipeline.domain.mailing import is_address, on_the_wire
from pipeline.domain.nodes import ListNode, MapNode, Node, TextNode
from pipeline.domain.notes import drafts
from pipeline.domain.office import Recipient
from pipeline.domain.parsing import Fields, closed, nearest_of, plain_name, suggestion

KEYS: Final = ("nama", "email", "alamat", "saluran")
_TYPING_ERROR: Final = 0.85
"""How like a key a word is that must be a mistyped one: `diskominf`, and not `kecamatan-bantul` beside `kecamatan-sewon`."""
_LIKE_A_KEY: Final = re.compile(r"[a-z0-9-]+")


@dataclass(slots=True, kw_only=True)
class RecipientReader:
    """Reads the recipients of one letter.

    Attributes:
        fields: the sidecar's keys.
        book: the address book.
        confidential: whether plain e-mail is out of the question.
        refused: whether an entry was wrong, so that an empty list does not mean a blank one.
    """

    fields: Fields
    book: Mapping[str, Recipient]
    confidential: bool
    refused: bool = field(default=False, init=False)

    def read(self, key: str) -> tuple[Recipient, ...]:
        """The recipients under a key, in its order; who stands there twice gets one letter."""
        before = len(self.fields.faults)
        found = dict.fromkeys(one for node in self.fields.items(key) if (one := self._entry(node, key)) is not None)
        self.refused = len(self.fields.faults) > before
        return tuple(found)

    def _entry(self, node: Node, key: str) -> Recipient | None:
        if isinstance(node, ListNode):
            self.fields.tell(drafts.NOT_A_RECIPIENT(key=key), node.place)
            return None
        return self._by_name(node, key) if isinstance(node, TextNode) else self._by_mapping(node)

    def _by_name(self, node: TextNode, key: str) -> Recipient | None:
        name = self.fields.checked(node, key)
        if not name:
            return None
        if (known := self._known(name)) is not None:
            return self._by_the_book(known)
        if is_address(on_the_wire(name)):
            self.fields.tell(drafts.ADDRESS_AS_NAME(), node.place)
            return None
        if _LIKE_A_KEY.fullmatch(name) and (near := get_close_matches(name, self.book, n=1, cutoff=_TYPING_ERROR)):
            self.fields.tell(drafts.ALMOST_A_KEY(name=name, suggestion=suggestion(near)), node.place)
            return None
        return Recipient(name=name, channel=Channel.PRINT)

    def _known(self, name: str) -> Recipient | None:
        wanted = closed(name).casefold()
        return next((one for key, one in self.book.items() if key.casefold() == wanted), None)

    def _by_the_book(self, known: Recipient) -> Recipient:
        """An entry of the address book; by e-mail only if the letter may."""
        channel = known.channel
        if channel is Channel.EMAIL and self.confidential:
            channel = choose_channel(folder=known.folder, email=known.email, confidential=True)
        return replace(known, channel=channel, folder=known.folder if channel is Channel.ESURAT else "")

    def _by_mapping(self, node: MapNode) -> Recipient | None:
        entry = Fields(node, self.fields.faults)
        before = len(entry.faults)
        entry.refuse_unknown(KEYS)
        is_misspelt = any("nama" in nearest_of(plain_name(key.text), KEYS, n=1) for key in entry.unknown(KEYS))
        name = "" if is_misspelt or entry.missing("nama") else entry.text("nama")
        if not name and len(entry.faults) == before:
            entry.tell(drafts.MISSING_KEY(key="nama"), entry.place("nama"))
        known = self._known(name)
        has = {plain_name(key.text) for key, _ in node.entries}
        email = on_the_wire(entry.text("email")) if "email" in has or known is None else known.email
        address = entry.text("alamat") if "alamat" in has or known is None else known.address
        if email and not is_address(email):
            entry.tell(drafts.NOT_AN_ADDRESS(), entry.place("email"))
        folder = self._folder(name)
        channel = self._channel(entry, email=email, folder=folder, default=None if "email" in has else known)
        if len(entry.faults) > before:
            return None
        folder = folder if channel is Channel.ESURAT else ""
        return Recipient(name=known.name if known else name, channel=channel, email=email, address=address, folder=folder)

    def _folder(self, name: str) -> str:
        """The drop folder of the partner who is called so in the address book, by key or by name."""
        known = self._known(name) or next((one for one in self.book.values() if one.name == name and one.folder), None)
        return known.folder if known else ""

    def _channel(self, entry: Fields, *, email: str, folder: str, default: Recipient | None) -> Channel:
        """The way the entry names, if it is open; else the first that is."""
        if not entry.text("saluran"):
            if default is not None:
                return self._by_the_book(default).channel
            return choose_channel(folder="", email=email, confidential=self.confidential)
        channel = entry.choice(Channel, Channel.PRINT, "saluran")
        if channel is Channel.EMAIL and self.confidential:
            entry.tell(drafts.CONFIDENTIAL_BY_EMAIL(), entry.place("saluran"))
        elif channel is Channel.EMAIL and not email:
            entry.tell(drafts.EMAIL_WITHOUT_ADDRESS(), entry.place("saluran"))
        elif channel is Channel.ESURAT and not folder:
            choices = ", ".join(key for key, one in self.book.items() if one.folder) or "-"
            entry.tell(drafts.ESURAT_WITHOUT_FOLDER(choices=choices), entry.place("saluran"))
        return channel
