"""What an official reads above the form, and what the registry officer carries."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.domain.channel import Channel
from pipeline.domain.footer import Footer
from pipeline.domain.letter import Delivery, Hold, Post
from pipeline.domain.notes import Language
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Recipient, Security
from pipeline.domain.particulars import handed_over, particulars
from pipeline.domain.sheet import dispatch_sheet
from pipeline.domain.signing import SignatureTexts
from pipeline.domain.states import DeliveryState, State
from tests.letters import SEWON, TODAY, a_letter, a_submission, an_office

NUMBER = RegisterNumber(text="400.12.2.1/7", year=2026, scope="", sequence=7)
TEXTS = SignatureTexts(words="Ditandatangani secara elektronik", reason="", location="", office_seal="stempel.png", footer=Footer(text="Naskah ini\nsah."))
MANY = a_submission(copies_to=(Recipient(name="Bupati", channel=Channel.EMAIL),), letter_date=date(2026, 12, 1), remark="Segera")


def test_an_official_reads_all_of_a_letter_and_what_its_tte_will_add() -> None:
    letter = a_letter(State.AWAITING_SIGNATURE, number=NUMBER, date=TODAY, submission=MANY, level=2)
    assert particulars(letter, an_office(), TEXTS, Language.ENGLISH) == [
        ("Subject", "Undangan Rapat"),
        ("Number", "400.12.2.1/7"),
        ("Date", "23 November 2026"),
        ("From unit", "Dafduk"),
        ("To", "Kecamatan Sewon (cetak)"),
        ("Copy to", "Bupati (email)"),
        ("Security", "Biasa"),
        ("Urgency", "Biasa"),
        ("Enclosures", "-"),
        ("Applicant's remark", "Segera"),
        ("Signed by", "Nama kepala-dinas, Jabatan kepala-dinas"),
        ("The TTE adds", "Ditandatangani secara elektronik"),
        ("The TTE adds", "the picture of the office's stamp"),
        ("The TTE adds", "Naskah ini sah."),
    ]


def test_what_is_empty_is_left_out_and_a_day_the_applicant_wished_for_is_shown() -> None:
    letter = a_letter(State.RECEIVED, submission=a_submission())
    labels = [label for label, _ in particulars(letter, an_office(), replace(TEXTS, office_seal=""), Language.ENGLISH)]
    assert labels.count("The TTE adds") == 2
    assert not {"Date", "Applicant's remark", "Copy to", "Held because"} & set(labels)
    wished = particulars(replace(letter, submission=MANY), an_office(), TEXTS, Language.ENGLISH)
    assert ("Date", "1 Desember 2026") in wished


def test_the_second_signatory_reads_of_no_footer_since_the_first_tte_brings_it() -> None:
    two = (Post(holder="sekretaris", acting="sekretaris"), Post(holder="kepala-dinas", acting="kepala-dinas"))
    first, second = (a_letter(State.AWAITING_SIGNATURE, number=NUMBER, signatories=two, level=level) for level in (2, 3))
    told = [[value for _, value in particulars(one, an_office(), TEXTS, Language.ENGLISH)] for one in (first, second)]
    assert ["Naskah ini sah." in values for values in told] == [True, False]


def test_why_a_letter_is_kept_back_stands_above_its_form() -> None:
    kept = a_letter(State.HELD, number=NUMBER, hold=Hold(since=State.READY_TO_SEND, reason="Tunggu lampiran", by="petugas-arsip"))
    assert particulars(kept, an_office(), TEXTS, Language.ENGLISH)[-1] == ("Held because", "Tunggu lampiran")


def by_hand(note: str = "") -> Delivery:
    return Delivery(id=4, letter="2026-000001", recipient=SEWON, channel=Channel.PRINT, state=DeliveryState.TO_PRINT, note=note)


def test_who_gets_a_letter_by_hand_is_told_with_the_reason_where_there_is_one() -> None:
    assert handed_over(by_hand(), Language.INDONESIAN)[1] == "Kecamatan Sewon"
    assert handed_over(by_hand("surel ditolak"), Language.INDONESIAN)[1] == "Kecamatan Sewon (surel ditolak)"


@pytest.mark.parametrize(("security", "subject"), [(Security.ORDINARY, "Undangan Rapat"), (Security.SECRET, "")])
def test_a_dispatch_sheet_names_the_letter_and_each_receiver_and_no_confidential_subject(security: Security, subject: str) -> None:
    letter = a_letter(State.DISPATCHING, number=NUMBER, date=TODAY, submission=a_submission(security=security))
    sheet = dispatch_sheet(letter, [by_hand()], "Dinas", Language.INDONESIAN)
    assert (sheet.office, sheet.number, sheet.date, sheet.subject) == ("Dinas", "400.12.2.1/7", "23 November 2026", subject)
    assert [row[:2] for row in sheet.rows] == [("Kecamatan Sewon", "")]
    assert [(one.name, one.code) for one in sheet.slips] == [("Kecamatan Sewon", "2026-000001/4 400.12.2.1/7")]
    bare = dispatch_sheet(replace(letter, number=None, date=None), [], "Dinas", Language.INDONESIAN)
    assert (bare.number, bare.date, bare.slips) == ("", "", ())
