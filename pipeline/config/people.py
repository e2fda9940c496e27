"""The office's people: officials with their roles, and who acts for them when (*pelaksana*)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipeline.config.gateway import read_gateway_names
from pipeline.config.section import Section
from pipeline.config.words import check_id, day, email
from pipeline.domain.errors import Place
from pipeline.domain.notes import settings as say
from pipeline.domain.office import Capacity, Delegation, KeyToken, Official, Role
from pipeline.domain.parsing import nearest_of

_ROLES: Final = {role.value: role for role in (Role.VERIFIER, Role.SIGNATORY, Role.REGISTRAR)}
_CAPACITIES: Final = {one.value: one for one in (Capacity.DAILY, Capacity.ACTING, Capacity.ON_BEHALF)} | {"Plh": Capacity.DAILY, "Plt": Capacity.ACTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The officials, and whether their file could be read at all; if not, naming one of them is no fault."""

    officials: Mapping[str, Official]
    are_known: bool

    def check(self, section: Section, key: str, name: str, role: Role, place: Place | None = None) -> None:
        """Note a fault where `name` is nobody's, or that official does not have the role."""
        if not self.are_known or not name:
            return
        if name not in self.officials:
            _note_unknown(section, key, name, tuple(self.officials), place)
        elif role not in self.officials[name].roles:
            section.fault(key, say.ROLE_MISSING(key=key, found=name, role=role.value), place)


def read_people(file: Section) -> People:
    """All officials of pejabat.yaml."""
    officials = dict(_officials(file, file.keys()))
    if not any(Role.REGISTRAR in one.roles for one in officials.values()):
        file.fault("", say.NO_REGISTRAR())
    return People(officials=officials, are_known=not file.is_silent)


def _officials(file: Section, names: tuple[str, ...]) -> Iterator[tuple[str, Official]]:
    for key, here in file.children():
        with here:
            check_id(file, key.text, key.text)
            nik, gateway_email = read_gateway_names(here)
            official = Official(
                id=key.text,
                name=here.required("nama"),
                position=here.required("jabatan"),
                rank=here.text("pangkat"),
                nip=here.text("nip"),
                roles=frozenset(_roles(here)),
                accounts=tuple(one.text for one in here.texts("akun")),
                key_file=str(here.private_file("kunci") or ""),
                nik=nik,
                gateway_email=gateway_email,
                token=_token(here),
                delegations=_delegations(here, key.text, names),
                mailbox=email(here, "surel"),
            )
        yield key.text, official


def _token(here: Section) -> KeyToken | None:
    with here.child("pkcs11") as there:
        if there.is_silent:
            return None
        if here.text("kunci"):
            here.fault("pkcs11", say.TWO_KEYS())
        there.require("modul")
        key = there.required("kunci")
        return KeyToken(module=str(there.private_file("modul") or ""), label=there.required("token"), key=key, certificate=there.text("sertifikat", key))


def _roles(here: Section) -> Iterator[Role]:
    here.require("peran")
    for one in here.texts("peran"):
        if role := here.pick("peran", one.text, _ROLES, None, one.place):
            yield role


def _delegations(here: Section, holder: str, names: tuple[str, ...]) -> tuple[Delegation, ...]:
    found = sorted(_each_delegation(here, holder, names), key=lambda one: one[0].since)
    for (before, _), (after, place) in pairwise(found):
        if after.since <= before.until:
            here.fault("pelaksana", say.DELEGATIONS_OVERLAP(since=after.since, until=before.until), place)
    return tuple(one for one, _ in found)


def _each_delegation(here: Section, holder: str, names: tuple[str, ...]) -> Iterator[tuple[Delegation, Place]]:
    for item in here.listed("pelaksana"):
        with item:
            by = item.required("oleh")
            if by == holder:
                item.fault("oleh", say.DELEGATES_TO_SELF(found=by))
            elif by and by not in names:
                _note_unknown(item, "oleh", by, names, None)
            capacity = item.pick("sebagai", item.required("sebagai"), _CAPACITIES, None)
            since, until = day(item, "dari"), day(item, "sampai")
            if since and until and until < since:
                item.fault("sampai", say.DELEGATION_REVERSED(since=since, until=until))
            elif since and until and capacity:
                yield Delegation(by=by, capacity=capacity, since=since, until=until), item.place


def _note_unknown(section: Section, key: str, name: str, names: tuple[str, ...], place: Place | None) -> None:
    near = nearest_of(name, names, n=1)
    section.fault(key, say.OFFICIAL_UNKNOWN_NEAR(key=key, found=name, near=near[0]) if near else say.OFFICIAL_UNKNOWN(key=key, found=name), place)
