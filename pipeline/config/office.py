"""The office as its files say it: units, address book, codes and the procedure's rules. Its people are read in `people`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.config.letterhead import read_letterhead
from pipeline.config.partners import MORE_KEYS, read_address
from pipeline.config.people import People, read_people
from pipeline.config.section import Section
from pipeline.config.settings import Leave
from pipeline.config.words import check_id, email, url
from pipeline.domain.channel import Channel, choose_channel
from pipeline.domain.notes import Language
from pipeline.domain.notes import settings as say
from pipeline.domain.numbering import CODE_PATTERN, NUMBER_FIELDS, NumberClaim, pattern_faults
from pipeline.domain.office import NumberRule, NumberScope, Office, Recipient, Role, StandardTime, Unit
from pipeline.domain.page import SignatureSize, Spot, Token

_STANDARD_MINUTES: Final = {1: 1, 2: 3, 3: 3, 4: 3, 5: 3, 8: 5, 9: 2}
"""The procedure's steps with their standard times, as printed."""
_STANDARD_TOTAL_MINUTES: Final = 54
"""The procedure's own total, as printed; it leaves room for the steps 6 and 7, which are not."""
_A_YEAR_OF_MINUTES: Final = 60 * 24 * 365
_SPOTS: Final = {"nomor": Token.NUMBER, "tanggal": Token.DATE, "tte": Token.SIGNATURE}
_MOST_PAGES: Final = 10_000
_WIDEST_MM: Final = 2_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFiles:
    """What an office is described in, opened."""

    main: Section
    """pipeline.yaml"""
    tte: Section
    """its section `tte`"""
    units: Section
    officials: Section
    recipients: Section
    codes: Section


def read_office(files: OfficeFiles, times: tuple[StandardTime, ...]) -> Office:
    """The office, from all its files."""
    main, people = files.main, read_people(files.officials)
    with main.required_child("kantor") as here:
        head = here.required("pimpinan")
        people.check(here, "pimpinan", head, Role.SIGNATORY)
        office_id, name, place = here.required("id"), here.required("nama"), here.required("tempat")
        check_id(here, "id", office_id)
    return Office(
        id=office_id,
        name=name,
        place=place,
        head=head,
        units=dict(_units(files.units, people, head)),
        officials=people.officials,
        address_book=dict(_address_book(files.recipients)),
        codes=dict(_codes(files.codes)),
        numbering=_number_rule(main),
        standard_times=times,
        release_by_registrar=main.choice("gerbang", Leave.AUTOMATIC) is Leave.REGISTRAR,
        allows_top_secret=main.yes("sangat_rahasia", default=False),
        spots=dict(_spots(main)),
        signature_size=_signature_size(files.tte),
        verification_address=url(files.tte, "alamat_verifikasi"),
        letterhead=read_letterhead(main, name),
    )


def read_standard_times(main: Section) -> tuple[tuple[StandardTime, ...], timedelta]:
    """Each step's standard time, and that of the whole procedure."""
    with main.child("waktu_baku") as here:
        minutes = {step: here.whole(str(step), usual, low=0, high=_A_YEAR_OF_MINUTES) for step, usual in _STANDARD_MINUTES.items()}
        listed = sum(minutes.values())
        total = here.whole("jumlah", max(_STANDARD_TOTAL_MINUTES, listed), low=0, high=_A_YEAR_OF_MINUTES)
        if total < listed:
            here.fault("jumlah", say.TOTAL_TOO_SMALL(total=total, sum=listed))
    return tuple(StandardTime(step=step, allowed=timedelta(minutes=allowed)) for step, allowed in minutes.items()), timedelta(minutes=total)


def _units(units: Section, people: People, head: str) -> Iterator[tuple[str, Unit]]:
    if not units.keys():
        units.fault("", say.NOTHING_DEFINED(what="bidang"))
    for key, here in units.children():
        with here:
            check_id(units, key.text, key.text)
            here.require("rantai")
            chain, signatories = here.texts("rantai"), here.texts("penandatangan")
            for one in chain:
                people.check(here, "rantai", one.text, Role.VERIFIER, one.place)
            for one in signatories:
                people.check(here, "penandatangan", one.text, Role.SIGNATORY, one.place)
            yield (
                key.text,
                Unit(
                    id=key.text,
                    name=here.required("nama"),
                    chain=tuple(one.text for one in chain),
                    signatories=tuple(one.text for one in signatories) or (head,),
                    mailbox=email(here, "surel"),
                ),
            )


def _movable(folder: Path, root: Path) -> str:
    """A partner's folder as letters keep it: relative to the office's own root if it lies below, so that an office that moved finds it where it is now.

    >>> _movable(Path("/srv/surat/state/esurat/x"), Path("/srv/surat")), _movable(Path("/mnt/mitra"), Path("/srv/surat"))
    ('state/esurat/x', '/mnt/mitra')
    """
    return str(folder.relative_to(root) if folder.is_relative_to(root) else folder)


def _address_book(recipients: Section) -> Iterator[tuple[str, Recipient]]:
    for key, here in recipients.children():
        with here:
            mailbox, posted, path = email(here, "email"), read_address(here), here.path("folder")
            folder = _movable(path, here.look.root) if path else posted
            for key_of_posted in MORE_KEYS:
                here.value(key_of_posted)
            channel = here.choice("saluran", choose_channel(folder=folder, email=mailbox, confidential=False))
            for needed, wanted, there in ((Channel.ESURAT, "folder", folder), (Channel.EMAIL, "email", mailbox)):
                if channel is needed and not there:
                    here.fault("saluran", say.CHANNEL_WITHOUT_ADDRESS(channel=channel.value, key=wanted))
            name, address = here.required("nama"), here.text("alamat")
            here.choice("bahasa", Language.INDONESIAN)  # read with the mail
        yield key.text, Recipient(name=name, channel=channel, email=mailbox, address=address, folder=folder)


def _codes(codes: Section) -> Iterator[tuple[str, str]]:
    codes.text("skema")
    table = codes.required_child("kode")
    for key, meaning in table.pairs():
        if not CODE_PATTERN.fullmatch(key.text):
            table.fault(key.text, say.NOT_A_CODE(found=key.text))
        yield key.text, meaning


def _number_rule(main: Section) -> NumberRule:
    usual = NumberRule()
    pattern = main.text("format_nomor", usual.pattern)
    rule = NumberRule(
        pattern=pattern,
        scope=main.choice("lingkup_nomor", usual.scope),
        by_registrar=main.choice("penomoran", Leave.AUTOMATIC) is Leave.REGISTRAR,
    )
    faults = pattern_faults(pattern)
    for field in faults:
        if field == "urut":
            main.fault("format_nomor", say.NUMBER_WITHOUT_SEQUENCE())
        elif field != pattern:
            main.fault("format_nomor", say.NUMBER_FIELD_UNKNOWN(field=f"{{{field}}}", known=" ".join(sorted(f"{{{one}}}" for one in NUMBER_FIELDS))))
    if faults == (pattern,) or (not faults and not _can_be_written(rule)):
        main.fault("format_nomor", say.NUMBER_FORMAT_BROKEN(found=pattern))
    elif rule.scope is NumberScope.CODE and not faults and "{klasifikasi}" not in pattern:
        main.fault("format_nomor", say.SERIES_ALIKE())
    return rule


def _can_be_written(rule: NumberRule) -> bool:
    claim = NumberClaim(rule=rule, code="000", unit="a", day=datetime.now(UTC).date())
    try:
        return claim.write(1).text != claim.write(2).text
    except (ValueError, AttributeError):
        return False


def _spots(main: Section) -> Iterator[tuple[Token, Spot]]:
    with main.child("letak") as all_of_them:
        for name, token in _SPOTS.items():
            with all_of_them.child(name) as here:
                if not here.is_silent:
                    for key in ("halaman", "x_mm", "y_mm"):
                        here.require(key)
                    yield (
                        token,
                        Spot(
                            page=here.whole("halaman", 1, low=1, high=_MOST_PAGES),
                            x_mm=here.decimal("x_mm", 0, low=0, high=_WIDEST_MM),
                            y_mm=here.decimal("y_mm", 0, low=0, high=_WIDEST_MM),
                        ),
                    )


def _signature_size(tte: Section) -> SignatureSize:
    usual = SignatureSize()
    size = SignatureSize(
        width_mm=tte.decimal("lebar_mm", usual.width_mm, low=10, high=200),
        height_mm=tte.decimal("tinggi_mm", usual.height_mm, low=5, high=200),
        least_width_mm=tte.decimal("lebar_terkecil_mm", usual.least_width_mm, low=10, high=200),
        least_height_mm=tte.decimal("tinggi_terkecil_mm", usual.least_height_mm, low=5, high=200),
    )
    if size.least_width_mm > size.width_mm:
        tte.fault("lebar_terkecil_mm", say.LEAST_TOO_LARGE(key="lebar_terkecil_mm"))
    if size.least_height_mm > size.height_mm:
        tte.fault("tinggi_terkecil_mm", say.LEAST_TOO_LARGE(key="tinggi_terkecil_mm"))
    return size
