"""Texts of the configuration that must have a form of their own: ids, e-mail and web addresses, days."""

import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from pipeline.config.section import Section
from pipeline.domain.errors import Place
from pipeline.domain.mailing import on_the_wire
from pipeline.domain.nodes import MapNode, TextNode
from pipeline.domain.notes import settings as say
from pipeline.domain.parsing import Fields

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,20}")
_URL: Final = re.compile(r"https?://[^\s/]+\S*")


def check_id(section: Section, key: str, found: str) -> None:
    """Note a fault where an id could not name a folder."""
    if found and not _ID.fullmatch(found):
        section.fault(key, say.NOT_AN_ID(found=found))


def email(section: Section, key: str) -> str:
    """One e-mail address as it goes over the wire, or nothing."""
    return _on_the_wire(section, key, section.text(key), section.place_of(key))


def emails(section: Section, key: str) -> tuple[str, ...]:
    """A list of e-mail addresses as they go over the wire, each once."""
    return tuple(dict.fromkeys(_on_the_wire(section, key, one.text, one.place) for one in section.texts(key)))


def _on_the_wire(section: Section, key: str, written: str, place: Place) -> str:
    found = on_the_wire(written)
    if found and not _EMAIL.fullmatch(found):
        section.fault(key, say.NOT_AN_EMAIL(key=key, found=found), place)
    return found


def url(section: Section, key: str) -> str:
    """A web address, or nothing."""
    found = section.text(key)
    if found and not (_URL.fullmatch(found) and has_port(found)):
        section.fault(key, say.NOT_A_URL(key=key, found=found))
    return found


def has_port(address: str) -> bool:
    """Whether an address names a port that there may be, or none.

    >>> has_port("ipp://p.test:631/"), has_port("ipp://p.test/"), has_port("ipp://p.test:65536/")
    (True, True, False)
    """
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def day(section: Section, key: str) -> date | None:
    """A day that must be there, in any of the forms staff write; None where it cannot be read."""
    node = TextNode(text=section.required(key), place=section.place_of(key))
    fields = Fields(MapNode(entries=((TextNode(text=key, place=node.place), node),), place=node.place), [])
    read = fields.day(key)
    for fault in fields.faults:
        section.fault(key, fault.message)
    return read
