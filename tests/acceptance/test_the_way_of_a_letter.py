"""The procedure as the office lives it: saved, numbered, verified level by level, signed, sent."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import yaml

from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.domain.states import DeliveryState, State
from tests import judges
from tests.kantor import CODE, KONSEP, Kantor, open_kantor, reopen_kantor


def test_a_letter_goes_from_draft_to_final_copy(kantor: Kantor) -> None:
    letter = kantor.submit()
    assert letter.state is State.IN_VERIFICATION
    assert letter.number is not None
    assert letter.number.text == f"{CODE}/1"
    sent = kantor.approve_all(letter)
    assert sent.state is State.SENT
    copy = kantor.inbox / f"6-terkirim/{sent.since.year}/{sent.since.month:02}/{sent.name}.pdf"
    assert digest_of_file(copy) == sent.document
    (facts,) = judges.pdfsig(copy, kantor.settings.state / "demo" / "ca.pem")
    assert facts.valid
    assert facts.trusted
    assert facts.total_document
    assert kantor.actions(letter) == ["received", "numbered", "submitted", "verified", "verified", "signed", "dispatch_begun", "delivery_sent", "sent"]


def test_number_and_date_are_in_the_pdf_before_anybody_verifies_it(kantor: Kantor) -> None:
    letter = kantor.submit()
    text = judges.page_text(kantor.inbox / f"3-verifikasi/kabid-dafduk/{letter.name}.pdf")
    assert f"{CODE}/1" in text
    assert str(kantor.desk.clock.today().year) in text
    assert "${" not in text


def test_what_is_signed_is_what_was_verified_and_nothing_changed_it(kantor: Kantor) -> None:
    letter = kantor.submit()
    verified = (kantor.inbox / f"3-verifikasi/kabid-dafduk/{letter.name}.pdf").read_bytes()
    sent = kantor.approve_all(letter)
    assert kantor.desk.documents.path(sent.document or "").read_bytes().startswith(verified)


def test_letters_are_numbered_in_their_order_without_a_gap(kantor: Kantor) -> None:
    letters = [kantor.submit(f"surat-{place}", hal=f"Perihal {place}") for place in range(3)]
    assert [one.number.sequence for one in letters if one.number] == [1, 2, 3]


def test_everything_saved_is_claimed_and_nothing_is_left_in_the_drafts_folder_but_the_receipt(kantor: Kantor) -> None:
    letter = kantor.submit("undangan")
    assert [path.name for path in kantor.konsep.iterdir()] == ["undangan.diterima.txt"]
    assert letter.id in kantor.notes()["1-konsep/dafduk/undangan.diterima.txt"]
    assert digest_of_bytes((KONSEP / "liberation.pdf").read_bytes()) == letter.source


def test_the_receipt_says_where_the_letter_is_and_goes_when_it_ends(kantor: Kantor) -> None:
    letter = kantor.submit("undangan")
    assert "Kepala Bidang Pendaftaran Penduduk" in kantor.notes()["1-konsep/dafduk/undangan.diterima.txt"]
    kantor.approve_all(letter)
    assert not list(kantor.konsep.iterdir())


@pytest.mark.parametrize("returning", ["kabid-dafduk", "sekretaris", "kepala-dinas"])
def test_a_returned_letter_keeps_its_number(kantor: Kantor, returning: str) -> None:
    letter = kantor.submit()
    while letter.post is not None and letter.post.acting != returning:
        letter = kantor.decide(letter)
    returned = kantor.decide(letter, "revisi", catatan="Tanggal acara keliru.")
    assert returned.state is State.RETURNED
    note = kantor.notes()[f"kembali/dafduk/{letter.name}.catatan.txt"]
    assert "Tanggal acara keliru." in note
    sidecar = (kantor.inbox / f"kembali/dafduk/{letter.name}.yaml").read_text("utf-8")
    kantor.save("perbaikan", sidecar, pdf=KONSEP / "carlito.pdf")
    kantor.work()
    again = kantor.letter(letter.id)
    assert (again.number, again.revision, again.level, again.state) == (letter.number, 2, 0, State.IN_VERIFICATION)
    assert again.document != letter.document
    assert not list((kantor.inbox / "kembali/dafduk").iterdir())
    assert kantor.approve_all(again).state is State.SENT


def test_verification_begins_anew_after_a_revision(kantor: Kantor) -> None:
    letter = kantor.decide(kantor.decide(kantor.submit()), "revisi", catatan="Perbaiki.")
    kantor.submit("lagi", surat=letter.id, hal="Undangan Rapat Perbaikan")
    assert kantor.letter(letter.id).post == letter.verifiers[0]


def test_a_cancelled_number_stays_in_the_register_and_is_not_given_again(kantor: Kantor) -> None:
    letter = kantor.submit()
    (kantor.inbox / "2-penomoran" / "batal.yaml").write_text(f'surat: "{letter.id}"\nkeputusan: batal\ncatatan: Acara ditiadakan\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.CANCELLED
    assert not list((kantor.inbox / "3-verifikasi/kabid-dafduk").iterdir())
    following = kantor.submit("lain", hal="Surat Lain")
    assert following.number is not None
    assert following.number.sequence == 2
    lines = list(kantor.desk.register.lines(following.number.year))
    assert [(line.number.sequence, line.status.value) for line in lines] == [(1, "void"), (2, "used")]


def test_each_recipient_gets_the_letter_by_his_own_way(kantor: Kantor) -> None:
    letter = kantor.submit(kepada=["diskominfo", "dinkes", "kecamatan-sewon"], tembusan=["Bupati Bantul"])
    open_letter = kantor.approve_all(letter)
    assert open_letter.state is State.DISPATCHING
    states = {one.recipient.name: one.state for one in kantor.desk.register.deliveries(letter.id)}
    assert sorted(state.value for state in states.values()) == ["sent", "sent", "to_print", "to_print"]
    drop = next((kantor.settings.state / "esurat/diskominfo").glob("*.pdf"))
    mail = next((kantor.settings.state / "mail").glob("*.eml"))
    attachment = next(message_from_bytes(mail.read_bytes(), policy=default).iter_attachments()).get_content()
    assert digest_of_file(drop) == digest_of_bytes(attachment) == open_letter.document
    printed = sorted(path.name for path in (kantor.inbox / "5-kirim/cetak").glob("2*"))
    assert printed == [f"{letter.name}.ekspedisi.pdf", f"{letter.name}.keputusan.yaml", f"{letter.name}.pdf"]


def test_a_printed_letter_is_sent_when_a_person_says_that_each_recipient_took_it(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon", "Bupati Bantul"]))
    names = [one.recipient.name for one in kantor.desk.register.deliveries(letter.id)]
    for place, name in enumerate(names):
        assert kantor.letter(letter.id).state is State.DISPATCHING
        values = {"tujuan": name} if place == 0 else {}
        form = kantor.form(letter, "5-kirim/cetak")
        kantor.fill(form, keputusan="terkirim", penerima="Bu Tini", resi=f"R-{place}", **values)
        kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    deliveries = kantor.desk.register.deliveries(letter.id)
    assert all(one.state is DeliveryState.SENT and "Bu Tini" in one.proof for one in deliveries)
    assert not list((kantor.inbox / "5-kirim/cetak").glob("2*"))


def test_a_letter_without_a_code_waits_for_the_registry_officer_with_suggestions(kantor: Kantor) -> None:
    letter = kantor.submit(klasifikasi=None, hal="Laporan Kelahiran dan Kematian")
    assert letter.state is State.RECEIVED
    assert letter.number is None
    form = kantor.form(letter, "2-penomoran")
    assert "400.12.3.1" in form.read_text("utf-8")
    kantor.fill(form, keputusan="setuju", klasifikasi="400.12.3.1")
    kantor.work()
    numbered = kantor.letter(letter.id)
    assert numbered.number is not None
    assert numbered.number.text == "400.12.3.1/1"
    assert numbered.state is State.IN_VERIFICATION


def test_a_code_the_registry_officer_mistypes_is_told_and_costs_no_number(kantor: Kantor) -> None:
    letter = kantor.submit(klasifikasi=None)
    kantor.fill(kantor.form(letter, "2-penomoran"), keputusan="setuju", klasifikasi="400.99")
    kantor.work()
    assert kantor.letter(letter.id).number is None
    assert "400.99" in next(text for name, text in kantor.notes().items() if name.startswith("2-penomoran"))


@pytest.mark.parametrize("days", [1, 400], ids=["tomorrow", "next year"])
def test_a_letter_dated_ahead_waits_for_the_registry_officer(kantor: Kantor, days: int) -> None:
    ahead = kantor.desk.clock.today() + timedelta(days=days)
    letter = kantor.submit(tanggal=ahead.isoformat())
    assert letter.state is State.RECEIVED
    kantor.fill(kantor.form(letter, "2-penomoran"), keputusan="setuju")
    kantor.work()
    numbered = kantor.letter(letter.id)
    assert numbered.number is not None
    assert numbered.number.year == ahead.year
    assert numbered.date == ahead


def test_numbers_begin_at_one_in_the_year_of_the_letters_date(kantor: Kantor) -> None:
    year = kantor.desk.clock.today().year
    kantor.submit("sekarang")
    last = kantor.submit("dulu", hal="Surat Tahun Lalu", tanggal=date(year - 1, 12, 30).isoformat())
    assert last.number is None
    kantor.fill(kantor.form(last, "2-penomoran"), keputusan="setuju")
    kantor.work()
    last = kantor.letter(last.id)
    assert last.number is not None
    assert (last.number.year, last.number.sequence) == (year - 1, 1)


def test_a_reserved_number_is_used_by_its_unit_only(kantor: Kantor) -> None:
    kantor.save("minta", f'hal: Undangan\npermintaan: nomor\nklasifikasi: "{CODE}"\n', pdf=None)
    kantor.work()
    answer = yaml.safe_load((kantor.konsep / "minta.nomor.yaml").read_text("utf-8"))
    assert answer["nomor"] == f"{CODE}/1"
    other = kantor.submit("lain", unit="umum", hal="Surat Umum", nomor=answer["nomor"])
    assert other.state is State.RECEIVED
    own = kantor.submit("punya", nomor=answer["nomor"])
    assert own.number is not None
    assert own.number.text == answer["nomor"]
    assert not (kantor.konsep / "minta.yaml").exists()


def test_an_applicant_withdraws_his_own_letter_before_the_tte(kantor: Kantor) -> None:
    letter = kantor.submit()
    kantor.save("batal", f'permintaan: batal\nsurat: "{letter.id}"\ncatatan: Salah alamat\n', pdf=None)
    kantor.work()
    assert kantor.letter(letter.id).state is State.CANCELLED
    assert letter.number is not None
    assert letter.number.text in kantor.notes()["1-konsep/dafduk/batal.diterima.txt"]


def test_a_letter_withdrawn_before_it_has_a_number_is_told_so(kantor: Kantor) -> None:
    letter = kantor.submit(klasifikasi=None)
    kantor.save("batal", f'permintaan: batal\nsurat: "{letter.id}"\ncatatan: Salah alamat\n', pdf=None)
    kantor.work()
    assert kantor.letter(letter.id).state is State.CANCELLED
    assert "sebelum bernomor" in kantor.notes()["1-konsep/dafduk/batal.diterima.txt"]


def test_a_signed_letter_can_no_longer_be_withdrawn_by_its_applicant(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon"]))
    kantor.save("batal", f'permintaan: batal\nsurat: "{letter.id}"\n', pdf=None)
    kantor.work()
    assert kantor.letter(letter.id).state is State.DISPATCHING
    assert letter.id in kantor.notes()["1-konsep/dafduk/batal.PERBAIKI.txt"]


def test_further_levels_come_after_the_units_chain(kantor: Kantor) -> None:
    letter = kantor.submit(unit="umum", verifikator=["kabid-dafduk"])
    assert [post.acting for post in letter.verifiers] == ["sekretaris", "kabid-dafduk"]
    assert kantor.approve_all(letter).state is State.SENT


def test_an_acting_official_decides_in_his_own_folder_with_his_own_key(tmp_path: Path) -> None:
    folder = tmp_path / "kantor"
    with open_kantor(folder) as before:
        today = before.desk.clock.today()
    officials = folder / "config" / "pejabat.yaml"
    text = officials.read_text("utf-8")
    lines = f"  pelaksana:\n    - {{oleh: sekretaris, sebagai: Plh, dari: {today}, sampai: {today}}}\n"
    text = text.replace("kepala-dinas:\n", "kepala-dinas:\n" + lines, 1).replace("sekretaris:\n", "sekretaris:\n  kunci: state/demo/sekretaris.p12\n", 1)
    officials.write_text(text, "utf-8")
    with reopen_kantor(folder) as kantor:
        kantor.save("lama", f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n')
        kantor.work()
        assert "sekretaris" in kantor.notes()["1-konsep/dafduk/lama.PERBAIKI.txt"].casefold()
        letter = kantor.submit("baru", pdf=_draft_without_a_name(tmp_path))
        for _ in letter.verifiers:
            letter = kantor.decide(letter)
        form = kantor.form(letter, "4-tte/sekretaris")
        secret = yaml.safe_load((kantor.settings.state / "demo/passphrases.yaml").read_text("utf-8"))["sekretaris"]
        kantor.fill(form, keputusan="setuju", passphrase=secret)
        kantor.work()
        sent = kantor.letter(letter.id)
        assert sent.state is State.SENT
        signed = kantor.desk.judge.verify(kantor.desk.documents.path(sent.document or ""))
        assert "Nama Sekretaris" in signed.signatures[0].signer


def _draft_without_a_name(folder: Path) -> Path:
    from pipeline.adapters.pdf.example import example_draft

    target = folder / "contoh.pdf"
    example_draft(target, "Undangan Koordinasi")
    return target
