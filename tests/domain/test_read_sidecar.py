"""What a sidecar asks for, and what is told to a clerk who wrote it wrong."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.domain.channel import Channel
from pipeline.domain.mailing import is_address
from pipeline.domain.notes import Text, drafts
from pipeline.domain.office import Office, Recipient, Security, Urgency
from pipeline.domain.page import Spot, Token
from pipeline.domain.submission import Invitation, NotReady, NumberRequest, Submission, WithdrawRequest
from tests.domain.drafting import BOOK, OFFICE, sidecar, texts

MINIMAL = "hal: Undangan Rapat\nkepada: dinkes\n"
UNDANGAN = """hal: Undangan
kepada: dinkes
undangan:
  pembuka: Dengan hormat
  hari_tanggal: Senin, 1 Maret 2027
  waktu: Pukul 09.00 WIB
  tempat: Aula
  acara: Rapat
  penutup: Terima kasih
"""


def accepted(text: str, *, unit: str = "dafduk", office: Office = OFFICE, has_pdf: bool = True) -> Submission:
    found, faults = sidecar(text, unit=unit, office=office, has_pdf=has_pdf)
    assert faults == ()
    assert isinstance(found, Submission)
    return found


def told(text: str, *, unit: str = "dafduk", office: Office = OFFICE, has_pdf: bool = True) -> list[object]:
    found, faults = sidecar(text, unit=unit, office=office, has_pdf=has_pdf)
    assert found is None
    return texts(faults)


def test_subject_and_recipient_are_all_a_letter_needs() -> None:
    assert accepted(MINIMAL) == Submission(subject="Undangan Rapat", recipients=(BOOK["dinkes"],), signatory="kepala-dinas")


def test_every_key_of_the_contract_is_read() -> None:
    found = accepted(
        "perihal: Laporan # 5\nkepada: [diskominfo, Camat Sewon]\nklasifikasi: 400.10\ntanggal: 30 Januari 2027\nsifat: terbatas\nurgensi: Segera\n"
        "lampiran: 1 berkas\ntembusan:\n  - Bupati Bantul\ncatatan: |\n  Mohon\n  segera\nverifikator: Rina Wati\npenandatangan: Sekretaris Dinas\n"
        "nomor: 400.10/7\nsurat: 2027-000012\nposisi:\n  nomor: {halaman: 1, x_mm: 30, y_mm: '45,5'}\n  tte: {halaman: 2, x_mm: 1, y_mm: 2}\n"
    )
    assert found == Submission(
        subject="Laporan # 5",
        recipients=(BOOK["diskominfo"], Recipient(name="Camat Sewon", channel=Channel.PRINT)),
        signatory="sekretaris",
        code="400.10",
        letter_date=date(2027, 1, 30),
        security=Security.LIMITED,
        urgency=Urgency.URGENT,
        enclosure="1 berkas",
        copies_to=(Recipient(name="Bupati Bantul", channel=Channel.PRINT),),
        remark="Mohon\nsegera",
        extra_verifiers=("kabid-capil",),
        number="400.10/7",
        revises="2027-000012",
        spots={Token.NUMBER: Spot(page=1, x_mm=30.0, y_mm=45.5), Token.SIGNATURE: Spot(page=2, x_mm=1.0, y_mm=2.0)},
    )


@pytest.mark.parametrize(
    "text", ["", "# kosong\n", 'hal: ""\nkepada: ""', 'hal: ""\nkepada: dinkes', "hal: x\nkepada: []", 'hal: x\nkepada: [""]', "hal: -\nkepada: x"]
)
def test_blank_mandatory_keys_mean_not_ready(text: str) -> None:
    found, faults = sidecar(text)
    assert isinstance(found, NotReady)
    assert found.blank
    assert faults == ()


def test_faults_elsewhere_are_told_before_all_is_filled_in() -> None:
    found, faults = sidecar('hal: ""\nkepada: ""\nklasifikasi: 1\n')
    assert found == NotReady(("kepada", "hal"))
    assert texts(faults) == [drafts.UNKNOWN_CODE]


def test_mandatory_keys_that_are_missing_are_faults() -> None:
    assert told("urgensi: Segera") == [drafts.MISSING_KEY, drafts.MISSING_KEY]


def test_a_recipient_that_is_wrong_is_a_fault_and_not_a_blank() -> None:
    assert told("hal: x\nkepada: [[dinkes]]") == [drafts.NOT_A_RECIPIENT]


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    assert told("hal: Rapat ${hal}\nkepadaa: x\nkepada: dinkes\nklasifikasi: 400.13\ntanggal: besok\nurgensi: cepat\n") == [
        drafts.PLACEHOLDER_LEFT,
        drafts.UNKNOWN_KEY,
        drafts.UNKNOWN_CODE,
        drafts.NOT_A_DATE,
        drafts.NOT_A_CHOICE,
    ]


def test_a_key_and_its_alias_are_told_once() -> None:
    assert told(MINIMAL + "perihal: lain") == [drafts.KEY_TWICE]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("klasifikasi: [a]", drafts.MUST_BE_TEXT),
        ("nomor: " + "9" * 101, drafts.TOO_LONG),
        ("tanggal: 01-03-2067", drafts.DATE_FAR_AWAY),
        ("surat: 12", drafts.NOT_A_LETTER_ID),
        ("keamanan: Sangat Rahasia", drafts.TOP_SECRET_REFUSED),
        ("keamanan: umum", drafts.NOT_A_CHOICE),
        ("verifikator: orang-lain", drafts.UNKNOWN_OFFICIAL),
        ("verifikator: kepala-dinas", drafts.NOT_A_VERIFIER),
        ("verifikator:\n  - {nama: x}", drafts.MUST_BE_LIST),
        ("penandatangan: kabid-dafduk", drafts.NOT_A_SIGNATORY),
        ("penandatangan: kepala dinass", drafts.UNKNOWN_OFFICIAL),
        ("penandatangan: [kepala dinass]", drafts.UNKNOWN_OFFICIAL),
        ("penandatangan: [kabid-dafduk]", drafts.NOT_A_SIGNATORY),
        ("penandatangan: {nama: x}", drafts.MUST_BE_TEXT),
        ("penandatangan:\n  - {nama: x}", drafts.MUST_BE_TEXT),
        ("penandatangan: " + "x" * 501, drafts.TOO_LONG),
        ("penandatangan: [kepala-dinas, kepala-dinas]", drafts.SIGNATORY_TWICE),
        ("penandatangan: [kepala-dinas, Sekretaris Dinas, sekretaris]", drafts.SIGNATORY_TWICE),
        ("posisi: atas", drafts.MUST_BE_GROUP),
        ("posisi: {nomor: atas}", drafts.MUST_BE_GROUP),
        ("posisi: {nomer: {halaman: 1, x_mm: 1, y_mm: 1}}", drafts.UNKNOWN_KEY),
        ("posisi: {nomor: {halaman: 0, x_mm: 1, y_mm: 1}}", drafts.NOT_A_PAGE),
        ("posisi: {nomor: {halaman: 1, x_mm: 1, y_mm: x}}", drafts.NOT_MILLIMETRES),
        ("posisi: {nomor: {halaman: 1, x_mm: 1}}", drafts.MISSING_KEY),
        ("posisi: {nomor: {halaman: 1, x_mm: 1, y_mm: 1, z: 1}}", drafts.UNKNOWN_KEY),
        ("permintaan: hapus", drafts.NOT_A_CHOICE),
    ],
)
def test_a_wrong_value_is_a_fault(more: str, said: Text) -> None:
    assert told(MINIMAL + more, has_pdf=not more.startswith("permintaan")) == [said]


def test_a_subject_longer_than_a_paragraph_is_a_fault() -> None:
    assert told("kepada: dinkes\nhal: " + "x" * 501) == [drafts.TOO_LONG]


def test_a_subject_that_is_a_list_is_a_fault() -> None:
    assert told("kepada: dinkes\nhal:\n  - x") == [drafts.MUST_BE_TEXT]


def test_an_unknown_code_is_told_with_the_nearest_and_their_meaning() -> None:
    _, faults = sidecar(MINIMAL + "klasifikasi: 400.1")
    assert "400.12 (Kependudukan)" in faults[0].message.words()


def test_an_unknown_official_is_told_with_the_nearest() -> None:
    for written in ("sekretari", "Budi Santoso, M.Si", "Sekertaris Dinas"):
        _, faults = sidecar(MINIMAL + f"verifikator: {written}")
        assert "(→ sekretaris" in faults[0].message.words()


def test_a_superior_in_the_chain_verifies_once() -> None:
    assert accepted(MINIMAL + "verifikator: [sekretaris, kabid-capil, KABID-CAPIL]").extra_verifiers == ("kabid-capil",)


@pytest.mark.parametrize(("unit", "signatory"), [("dafduk", "kepala-dinas"), ("arsip", "kepala-dinas")])
def test_the_head_signs_unless_another_is_named(unit: str, signatory: str) -> None:
    assert accepted(MINIMAL, unit=unit).signatory == signatory


@pytest.mark.parametrize("listed", ["[Sekretaris Dinas]", "\n  - sekretaris", '["", sekretaris]'], ids=["in brackets", "by lines", "beside a blank"])
def test_a_list_of_one_signatory_is_that_signatory(listed: str) -> None:
    assert accepted(MINIMAL + f"penandatangan: {listed}") == accepted(MINIMAL + "penandatangan: sekretaris")


def test_a_list_of_no_signatory_means_the_head() -> None:
    assert accepted(MINIMAL + "penandatangan: []") == accepted(MINIMAL)


def test_several_signatories_sign_in_the_order_they_are_written() -> None:
    for written in ("[sekretaris, kepala-dinas]", "sekretaris; kepala-dinas", "\n  - Sekretaris Dinas\n  - kepala-dinas"):
        assert accepted(MINIMAL + f"penandatangan: {written}").signatories == ("sekretaris", "kepala-dinas")


def test_where_a_tte_locks_the_letter_a_second_signatory_is_refused_at_his_line() -> None:
    written = MINIMAL + "penandatangan:\n  - sekretaris\n  - kepala-dinas\n"
    _, faults = sidecar(written, office=replace(OFFICE, seals_once=True))
    ((said, place),) = ((one.message.text, one.place) for one in faults)
    assert said == drafts.ONE_SIGNATORY_ONLY
    assert place is not None
    assert place.line == written.rstrip().count("\n") + 1


def test_more_signatories_than_a_letter_has_room_for_are_refused() -> None:
    assert drafts.TOO_MANY_SIGNATORIES in told(MINIMAL + "penandatangan: [sekretaris, kepala-dinas, sekretaris, sekretaris, sekretaris]")


def test_a_unit_may_not_ask_another_to_sign() -> None:
    assert told(MINIMAL + "penandatangan: sekretaris", unit="umum") == [drafts.NOT_A_SIGNATORY]


def test_top_secret_is_taken_where_the_office_allows_it() -> None:
    office = replace(OFFICE, allows_top_secret=True)
    assert accepted(MINIMAL + "keamanan: Sangat Rahasia", office=office).security is Security.TOP_SECRET


# Recipients


@pytest.mark.parametrize(
    ("kepada", "meant"),
    [
        ("DINKES", BOOK["dinkes"]),
        ("Dinas Sosial", Recipient(name="Dinas Sosial", channel=Channel.PRINT)),
        ("kecamatan-bantul", Recipient(name="kecamatan-bantul", channel=Channel.PRINT)),
        ("{nama: A, email: a@b.test}", Recipient(name="A", channel=Channel.EMAIL, email="a@b.test")),
        ("{nama: A, email: a@b.test, saluran: cetak}", Recipient(name="A", channel=Channel.PRINT, email="a@b.test")),
        ("{nama: A, alamat: Jalan 1}", Recipient(name="A", channel=Channel.PRINT, address="Jalan 1")),
        ("{nama: dinkes, saluran: cetak}", replace(BOOK["dinkes"], channel=Channel.PRINT)),
        ("{nama: dinkes, email: lain@b.test}", replace(BOOK["dinkes"], email="lain@b.test")),
        ("{nama: dinkes, alamat: Jalan 2}", replace(BOOK["dinkes"], address="Jalan 2")),
        ("{nama: diskominfo}", BOOK["diskominfo"]),
        ("{nama: diskominfo, saluran: cetak}", replace(BOOK["diskominfo"], channel=Channel.PRINT, folder="")),
        ("{nama: Kepala Dinas Komunikasi, saluran: esurat}", BOOK["diskominfo"]),
        ("{nama: kecamatan-sewon}", BOOK["kecamatan-sewon"]),
    ],
)
def test_a_recipient_is_a_key_a_name_or_a_group(kepada: str, meant: Recipient) -> None:
    assert accepted(f"hal: x\nkepada: {kepada}").recipients == (meant,)
    assert accepted(f"hal: x\nkepada: [{kepada}]").recipients == (meant,)


def test_who_is_named_twice_gets_one_letter() -> None:
    assert accepted("hal: x\nkepada: dinkes; dinkes; diskominfo").recipients == (BOOK["dinkes"], BOOK["diskominfo"])


def test_a_confidential_letter_never_travels_by_plain_email() -> None:
    found = accepted("hal: x\nkeamanan: Rahasia\nkepada:\n- dinkes\n- diskominfo\n- {nama: A, email: a@b.test}\n")
    assert [one.channel for one in found.recipients] == [Channel.PRINT, Channel.ESURAT, Channel.PRINT]


@pytest.mark.parametrize(
    ("kepada", "said"),
    [
        ("a@b.test", drafts.ADDRESS_AS_NAME),
        ("diskominf", drafts.ALMOST_A_KEY),
        ("x" * 501, drafts.TOO_LONG),
        ("{email: a@b.test}", drafts.MISSING_KEY),
        ('{nama: ""}', drafts.MISSING_KEY),
        ("{nama: A, surel: a@b.test}", drafts.UNKNOWN_KEY),
        ("{nama: A, email: bukan alamat}", drafts.NOT_AN_ADDRESS),
        ('{nama: A, email: "a@b.test\\nBcc: c@d.test"}', drafts.ONE_LINE_ONLY),
        ("{nama: A, saluran: email}", drafts.EMAIL_WITHOUT_ADDRESS),
        ("{nama: A, saluran: esurat}", drafts.ESURAT_WITHOUT_FOLDER),
        ("{nama: A, saluran: pos}", drafts.NOT_A_CHOICE),
    ],
)
def test_a_recipient_nobody_could_reach_is_a_fault(kepada: str, said: Text) -> None:
    assert told(f"hal: x\nkepada: {kepada}") == [said]


def test_asking_for_plain_email_of_a_confidential_letter_is_a_fault() -> None:
    assert told("hal: x\nkeamanan: Rahasia\nkepada: {nama: dinkes, saluran: email}") == [drafts.CONFIDENTIAL_BY_EMAIL]


@pytest.mark.parametrize("text", ["a@b.test", "a.b+c@d-e.go.id", "1@2.id"])
def test_an_address_is_known(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a",
            "a@",
            "@b.test",
            "a@b",
            "a b@c.test",
            "a@b.test\n",
            "a@b.test\r\nBcc: x@y.test",
            "a@b.test,c@d.test",
            "A <a@b.test>",
            "a@bü.test",
            "ä@b.test",
        ),
        *("a..b@c.test", ".a@b.test", "a@-b.test", "a@b-.test", "a@b..test", "a@b.test.", "x" * 65 + "@b.test", "a@" + "b." * 130 + "test", "a\x00@b.test"),
    ],
)
def test_what_is_no_single_address_is_refused(text: str) -> None:
    assert not is_address(text)


# Secrets


@pytest.mark.parametrize(
    "line",
    [
        *("passphrase: kRahasia7x", "Passphrase: kRahasia7x", "totp: kRahasia7x", "pasphrase: kRahasia7x", "posisi:\n  passphrase: kRahasia7x"),
        *("tembusan:\n  - nama: x\n    passphrase: kRahasia7x", "passphrase_tersegel: kRahasia7x", "undangan: {passphrase: kRahasia7x}"),
    ],
)
def test_a_passphrase_in_a_letter_is_refused_and_never_quoted(line: str) -> None:
    found, faults = sidecar(MINIMAL + line)
    assert found is None
    assert drafts.SECRET_IN_SIDECAR in texts(faults)
    assert "kRahasia7x" not in repr(faults)
    assert "kRahasia7x" not in "".join(one.message.words() for one in faults)
    assert all(one.place.quote == "***" for one in faults if one.place and one.message.text is drafts.SECRET_IN_SIDECAR)


# Without a PDF


def test_an_invitation_is_form_data() -> None:
    found = accepted(UNDANGAN, has_pdf=False)
    assert found.invitation == Invitation(
        opening="Dengan hormat", day_and_date="Senin, 1 Maret 2027", time="Pukul 09.00 WIB", place="Aula", occasion="Rapat", closing="Terima kasih"
    )


def test_every_missing_part_of_an_invitation_is_told() -> None:
    assert told("hal: x\nkepada: dinkes\nundangan:\n  acara: Rapat\n  jam: 9", has_pdf=False) == [drafts.MISSING_KEY] * 5 + [drafts.UNKNOWN_KEY]


def test_a_blank_part_of_an_invitation_means_not_ready() -> None:
    assert sidecar(UNDANGAN.replace("Aula", '""'), has_pdf=False) == (NotReady(("tempat",)), ())


def test_an_invitation_beside_a_pdf_is_a_fault() -> None:
    assert told(UNDANGAN) == [drafts.INVITATION_WITH_PDF]


def test_a_placeholder_in_an_invitation_is_told_wherever_it_stands() -> None:
    assert told(UNDANGAN.replace("Aula", "${hal}").replace("Terima kasih", "a ${x}"), has_pdf=False) == [drafts.PLACEHOLDER_LEFT] * 2


@pytest.mark.parametrize("line", ['lampiran: "${hal}"', 'tembusan: [dinkes, "${ttd_pengirim}"]', "lampiran: $ {hal}", 'lampiran: "$\u00ad{hal}"'])
def test_what_an_invitation_prints_holds_no_placeholder_however_it_is_spaced(line: str) -> None:
    assert told(f"{UNDANGAN}\n{line}", has_pdf=False) == [drafts.PLACEHOLDER_LEFT]
    assert accepted(f"{MINIMAL}{line}").invitation is None


def test_a_form_that_is_not_indented_is_told_to_be() -> None:
    assert told(UNDANGAN.replace("\n  ", "\n"), has_pdf=False) == [drafts.NOT_INDENTED] * 6


def test_an_invitation_has_its_places_already() -> None:
    assert told(UNDANGAN + "posisi: {tte: {halaman: 1, x_mm: 100, y_mm: 200}}", has_pdf=False) == [drafts.INVITATION_HAS_PLACES]
    assert sidecar(UNDANGAN + "posisi:", has_pdf=False)[1] == ()


def test_a_blank_invitation_is_none() -> None:
    assert accepted(MINIMAL + "undangan:").invitation is None


def test_a_number_is_asked_for_with_subject_and_code() -> None:
    found, faults = sidecar("permintaan: Nomor\nhal: x\nklasifikasi: 400.12\ntanggal: 2027-03-02\nkeamanan: Rahasia", has_pdf=False)
    assert found == NumberRequest(subject="x", code="400.12", letter_date=date(2027, 3, 2), security=Security.SECRET)
    assert faults == ()


def test_a_number_without_a_code_is_a_fault() -> None:
    assert told("permintaan: nomor\nhal: x", has_pdf=False) == [drafts.MISSING_KEY]


def test_a_letter_is_withdrawn_by_its_id() -> None:
    found, faults = sidecar("permintaan: batal\nsurat: 2027-000003\ncatatan: salah tujuan", has_pdf=False)
    assert found == WithdrawRequest(letter="2027-000003", reason="salah tujuan")
    assert faults == ()


def test_a_withdrawal_without_an_id_is_a_fault() -> None:
    assert told("permintaan: batal", has_pdf=False) == [drafts.MISSING_KEY]
    assert told("permintaan: batal\nsurat: tiga", has_pdf=False) == [drafts.NOT_A_LETTER_ID]


def test_a_request_beside_a_pdf_is_a_fault() -> None:
    assert told("permintaan: batal\nsurat: 2027-000003") == [drafts.REQUEST_WITH_PDF]
