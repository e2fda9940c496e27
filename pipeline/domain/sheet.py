"""The dispatch sheet (*lembar ekspedisi*): what goes out by hand, and where its receivers sign."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A recipient's page, whose address shows in the envelope's window."""

    name: str
    address: str
    code: str
    """what its QR says: by which the registry officer finds the delivery"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSheet:
    """One letter's way by hand: an A4 page to sign on, and one for each envelope."""

    office: str
    number: str
    date: str
    """in words"""
    subject: str
    """empty where the letter is confidential"""
    rows: tuple[tuple[str, str, str], ...]
    """name, address and channel of each recipient"""
    labels: Mapping[str, str]
    """the sheet's own words, by the names of the catalogue's labels"""
    slips: tuple[Slip, ...] = ()
    """the page for each recipient's envelope"""
