"""The covering note that travels with a letter by e-surat."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.channel import Channel
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.esurat import cover_of, is_cover, is_plain, message_id, read_cover, written
from pipeline.domain.letter import Delivery, Letter, Post
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Capacity, Recipient, Security, Urgency
from pipeline.domain.states import DeliveryState, State
from tests.letters import TODAY, a_letter, a_submission, an_office

OFFICE = an_office()
NUMBER = RegisterNumber(text="400.12.2.1/7", year=2026, scope="", sequence=7)


def a_sent_letter(**changes: object) -> Letter:
    return a_letter(State.DISPATCHING, number=NUMBER, date=TODAY, **changes)


def to(name: str = "Diskominfo", folder: str = "/mnt/mitra", **changes: object) -> Delivery:
    recipient = Recipient(name=name, channel=Channel.ESURAT, folder=folder)
    delivery = Delivery(id=4, letter="2026-000001", recipient=recipient, channel=Channel.ESURAT, state=DeliveryState.SENDING)
    return replace(delivery, **changes)  # type: ignore[arg-type]  # test values


def a_note(**changes: object) -> bytes:
    facts = json.loads(written(cover_of(OFFICE, a_sent_letter(), to(), "2026-000001_undangan-rapat.pdf", 4_711)))
    return json.dumps({key: value for key, value in (facts | changes).items() if value is not None}).encode()


def test_a_covering_note_says_all_that_a_letter_is_registered_by() -> None:
    letter = a_sent_letter(submission=a_submission(urgency=Urgency.URGENT, enclosure="1 berkas"))
    note = json.loads(written(cover_of(OFFICE, letter, to(), "2026-000001_undangan-rapat.pdf", 4_711)))
    assert note == {
        "format": "surat-esurat",
        "versi": 1,
        "id_pesan": message_id("disdukcapil", letter, to()),
        "surat": "2026-000001",
        "nomor": "400.12.2.1/7",
        "tanggal": "2026-11-23",
        "hal": "Undangan Rapat",
        "lampiran": "1 berkas",
        "keamanan": "Biasa",
        "urgensi": "Segera",
        "id_kantor": "disdukcapil",
        "dari": "Dinas",
        "kepada": "Diskominfo",
        "tembusan": "tidak",
        "penandatangan": "Nama kepala-dinas",
        "jabatan": "Jabatan kepala-dinas",
        "berkas": "2026-000001_undangan-rapat.pdf",
        "ukuran": 4_711,
        "dokumen": letter.document,
    }


def test_a_covering_note_names_who_acted_for_the_signatory() -> None:
    acting = a_sent_letter(signatories=(Post(holder="kepala-dinas", acting="sekretaris", capacity=Capacity.DAILY),))
    cover = cover_of(OFFICE, acting, to(), "a.pdf", 1)
    assert (cover.signatory, cover.position) == ("Nama sekretaris", "Plh. Jabatan kepala-dinas")
    gone = a_sent_letter(signatories=(Post(holder="dulu", acting="dulu"),))
    assert cover_of(OFFICE, replace(gone, number=None, date=None), to(), "a.pdf", 1).signatory == "dulu"


@pytest.mark.parametrize("security", [Security.SECRET, Security.TOP_SECRET])
def test_a_confidential_letters_note_does_not_say_what_it_is_about(security: Security) -> None:
    letter = a_sent_letter(submission=a_submission(subject="Mutasi pejabat", enclosure="Daftar pejabat", security=security))
    note = written(cover_of(OFFICE, letter, to(), "2026-000001_rahasia.pdf", 1)).decode()
    assert "ejabat" not in note.replace(OFFICE.officials["kepala-dinas"].position, "")
    assert security.value in note


def test_a_delivery_has_the_same_id_whenever_it_is_made_and_no_other_has_it() -> None:
    letter = a_sent_letter()
    same = {message_id("a", letter, to()), message_id("a", replace(letter, version=9), to(id=77, attempts=5))}
    others = {
        message_id("b", letter, to()),
        message_id("a", replace(letter, document="sha256:" + "c" * 64), to()),
        message_id("a", replace(letter, id="2026-000002"), to()),
        message_id("a", letter, to(name="Dinkes")),
        message_id("a", letter, to(folder="/mnt/lain")),
        message_id("a", letter, to(is_copy=True)),
    }
    assert len(same) == 1
    assert len(same | others) == 7


@given(st.text(max_size=80))
def test_what_is_written_is_read_again(subject: str) -> None:
    cover = cover_of(OFFICE, a_sent_letter(submission=a_submission(subject=subject)), to(is_copy=True), "a.pdf", 12)
    assert read_cover(written(cover)) == replace(cover, subject="".join(one for one in subject if is_plain(one)))
    assert is_cover(written(cover))


def test_a_mark_of_direction_that_windows_pastes_along_does_not_make_a_partner_refuse_the_letter() -> None:
    cover = cover_of(OFFICE, a_sent_letter(submission=a_submission(subject="\u202aUndangan\u202c")), to(), "a.pdf", 12)
    assert read_cover(written(cover)).subject == "Undangan"


def test_keys_of_a_later_day_are_passed_over_and_a_byte_order_mark_too() -> None:
    assert read_cover(b"\xef\xbb\xbf" + a_note(baru="x")).number == "400.12.2.1/7"
    assert read_cover(a_note(tanggal="")).day == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "JSON"),
        (a_note() + b" " * 65_536, "besar"),
        (b"[" * 50_000, "JSON"),
        (b'{"format": "surat-esurat", "format": "surat-esurat"}', "dua kali"),
        (a_note(format="lain"), "versi"),
        (a_note(versi=2), "versi 2"),
        (a_note(versi=True), "versi"),
        (a_note(versi=None), "versi"),
        (a_note(ukuran="12"), "`ukuran`"),
        (a_note(ukuran=True), "`ukuran`"),
        (a_note(ukuran=0), "`ukuran`"),
        (a_note(nomor=7), "`nomor`"),
        (a_note(hal=None), "`hal`"),
        (a_note(hal="x" * 1_001), "`hal`"),
        (a_note(dari="Dinas\nX"), "`dari`"),
        (a_note(dari="Dinas \u202efdp"), "`dari`"),
        (a_note(tanggal="kemarin"), "`tanggal`"),
        (a_note(keamanan="Umum"), "`keamanan`"),
        (a_note(tembusan="mungkin"), "`tembusan`"),
        (a_note(id_pesan="../../etc"), "`id_pesan`"),
        (a_note(dokumen="sha256:abc"), "`dokumen`"),
        (a_note(berkas="../surat.pdf"), "`berkas`"),
        (a_note(berkas="/etc/surat.pdf"), "`berkas`"),
        (a_note(berkas=".surat.pdf"), "`berkas`"),
        (a_note(berkas="surat.exe"), "`berkas`"),
    ],
)
def test_a_note_that_cannot_be_believed_is_refused_and_the_key_named(content: bytes, told: str) -> None:
    with pytest.raises(DraftRefusedError) as refused:
        read_cover(content)
    assert told in refused.value.message.words()
