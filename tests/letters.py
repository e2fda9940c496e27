"""Letters and offices for the tests, as plain values."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.domain.channel import Channel
from pipeline.domain.letter import Hold, Letter, Post
from pipeline.domain.office import Office, Official, Recipient, Role, StandardTime, Unit
from pipeline.domain.states import State
from pipeline.domain.submission import Submission

ZONE = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
TODAY = date(2026, 11, 23)
SOURCE = "sha256:" + "a" * 64
DOCUMENT = "sha256:" + "b" * 64

SEWON = Recipient(name="Kecamatan Sewon", channel=Channel.PRINT)


def an_official(id: str, *roles: Role, **more: object) -> Official:
    return Official(id=id, name=f"Nama {id}", position=f"Jabatan {id}", roles=frozenset(roles), **more)  # type: ignore[arg-type]  # test values


def an_office(**changes: object) -> Office:
    people = (
        an_official("kabid-dafduk", Role.VERIFIER),
        an_official("sekretaris", Role.VERIFIER),
        an_official("kepala-dinas", Role.SIGNATORY, nip="19710506 199603 1 003"),
        an_official("petugas-arsip", Role.REGISTRAR),
    )
    facts: dict[str, object] = {
        "id": "disdukcapil",
        "name": "Dinas",
        "place": "Bantul",
        "head": "kepala-dinas",
        "units": {
            "umum": Unit(id="umum", name="Umum", chain=("sekretaris",), signatories=("kepala-dinas",)),
            "dafduk": Unit(id="dafduk", name="Dafduk", chain=("kabid-dafduk", "sekretaris"), signatories=("kepala-dinas",)),
        },
        "officials": {one.id: one for one in people},
        "address_book": {"kecamatan-sewon": SEWON},
        "codes": {"400.12.2.1": "Identitas Penduduk"},
        "standard_times": tuple(StandardTime(step=step, allowed=timedelta(minutes=minutes)) for step, minutes in ((2, 3), (4, 3), (5, 3), (8, 5), (9, 2))),
    }
    return Office(**facts | changes)  # type: ignore[arg-type]  # test values


def a_submission(**changes: object) -> Submission:
    facts: dict[str, object] = {"subject": "Undangan Rapat", "recipients": (SEWON,), "signatory": "kepala-dinas", "code": "400.12.2.1"}
    return Submission(**facts | changes)  # type: ignore[arg-type]  # test values


def a_letter(state: State = State.RECEIVED, **changes: object) -> Letter:
    facts: dict[str, object] = {
        "id": "2026-000001",
        "state": state,
        "revision": 1,
        "version": 3,
        "unit": "dafduk",
        "account": "ani",
        "stem": "undangan",
        "submission": a_submission(),
        "source": SOURCE,
        "verifiers": (Post(holder="kabid-dafduk", acting="kabid-dafduk"), Post(holder="sekretaris", acting="sekretaris")),
        "signatories": (Post(holder="kepala-dinas", acting="kepala-dinas"),),
        "since": NOON,
        "code": "400.12.2.1",
        "document": None if state in {State.RECEIVED, State.NUMBERED} else DOCUMENT,
        "hold": Hold(since=State.IN_VERIFICATION, reason="tunggu") if state is State.HELD else None,
    }
    return Letter(**facts | changes)  # type: ignore[arg-type]  # test values
