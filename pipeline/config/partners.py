"""What the address book says of the partners whose e-surat is posted: their address, and how they know us and we them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.config.section import Section
from pipeline.config.settings import PartnerSettings
from pipeline.config.words import url
from pipeline.domain.notes import esurat as say

ADDRESS: Final = "esurat"
"""The key of a partner's address."""
MORE_KEYS: Final = ("token_berkas", "ca_berkas", "kenal_kunci")
"""The keys that go with it, read by `read_partners`."""


def read_address(here: Section) -> str:
    """Where a partner takes letters; empty for one who has a folder or none of either."""
    address = url(here, ADDRESS)
    if address and not address.startswith("https://"):
        here.fault(ADDRESS, say.HTTPS_NEEDED())
    elif address and here.text("folder"):
        here.fault(ADDRESS, say.FOLDER_AND_ADDRESS())
    return address if address.startswith("https://") else ""


def read_partners(recipients: Section) -> tuple[PartnerSettings, ...]:
    """All partners whose e-surat is posted, each address once; whoever shares one is known to it in the same way."""
    found: dict[str, PartnerSettings] = {}
    for here, one in _partners(recipients):
        first = found.setdefault(one.address, one)
        if replace(one, id=first.id) != first:
            key = next((wanted for wanted in MORE_KEYS if here.value(wanted) is not None), ADDRESS)
            here.fault(key, say.ADDRESS_KNOWN_OTHERWISE(partner=first.id))
    return tuple(found.values())


def _partners(recipients: Section) -> Iterator[tuple[Section, PartnerSettings]]:
    for key, here in recipients.children():
        address = here.text(ADDRESS)
        if not address:
            for wanted in MORE_KEYS:
                if here.value(wanted) is not None:
                    here.fault(wanted, say.ONLY_FOR_POSTED(key=wanted))
            continue
        partner = PartnerSettings(
            id=key.text,
            address=address,
            token_file=here.private_file("token_berkas"),
            ca_file=here.private_file("ca_berkas"),
            recognises=here.yes("kenal_kunci", default=False),
        )
        yield here, partner
