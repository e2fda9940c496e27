"""Bad input: a clear message, nothing lost, no number wasted."""

import pytest

from pipeline.domain.states import State
from tests.kantor import CODE, KONSEP, Kantor

SENTINEL = "sentinel-Kx81-passphrase"
GOOD = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'


def no_letter(kantor: Kantor) -> bool:
    return not kantor.desk.register.letters(everything=True) and not list(kantor.desk.register.lines(kantor.desk.clock.today().year))


def nowhere(kantor: Kantor, sentinel: str) -> bool:
    """Whether a secret is in no file of the instance but the demonstration's own list."""
    found = [name for name, content in kantor.tree().items() if sentinel.encode() in content and "passphrases.yaml" not in name]
    assert found == []
    return True


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f'hal: Undangan\nkepada: [diskominfoo]\nklasifikasi: "{CODE}"\n', "diskominfo"),
        ('hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "400.12.2.9"\n', "400.12.2"),
        (GOOD + "verifikator: [kabid-dafdukk]\n", "kabid-dafduk"),
        (GOOD + "penandatangan: bupati\n", "kepala-dinas"),
        (GOOD + "penandatangan: [kepala-dinas, kepala-dinas]\n", "dua kali"),
        (GOOD + "keamanan: Sangat Rahasia\n", "Sangat Rahasia"),
        (GOOD + "surat: 2020-000001\n", "2020-000001"),
        (GOOD + "tangal: 2026-11-23\n", "tanggal"),
        (GOOD + "hal: Lagi\n", "hal"),
        (GOOD + "tanggal: 30 Februari 2026\n", "30 Februari 2026"),
    ],
    ids=["recipient", "code", "verifier", "signatory", "signatory twice", "security", "revision of no letter", "key", "key twice", "date"],
)
def test_a_wrong_sidecar_is_told_with_what_to_write_and_stays_where_it_is(kantor: Kantor, text: str, word: str) -> None:
    kantor.save("surat", text)
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    assert word in note
    assert (kantor.konsep / "surat.pdf").exists()
    assert (kantor.konsep / "surat.yaml").read_text("utf-8") == text
    assert no_letter(kantor)


def test_every_fault_of_sidecar_and_pdf_is_told_at_once(kantor: Kantor) -> None:
    kantor.save("surat", 'kepada: [diskominfoo]\nklasifikasi: "999.9"\nurgensi: Kilat\n', pdf=_draft_with("${nomor_naskahh}"))
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    for word in ("hal", "diskominfoo", "999.9", "Kilat", "nomor_naskahh"):
        assert word in note


def test_the_note_is_gone_once_the_draft_is_mended(kantor: Kantor) -> None:
    kantor.save("surat", GOOD.replace("hal", "hall"))
    kantor.work()
    assert (kantor.konsep / "surat.PERBAIKI.txt").exists()
    kantor.save("surat", GOOD)
    kantor.work()
    assert not (kantor.konsep / "surat.PERBAIKI.txt").exists()
    assert len(kantor.desk.register.letters()) == 1


def test_an_unknown_placeholder_is_refused_before_it_costs_a_number(kantor: Kantor) -> None:
    kantor.save("surat", GOOD, pdf=_draft_with("${nomer_naskah}"))
    kantor.work()
    assert "nomor_naskah" in kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    assert no_letter(kantor)


@pytest.mark.parametrize("content", [b"PK\x03\x04 docx", b"<html></html>", b"\x89PNG\r\n"], ids=["docx", "html", "image"])
def test_what_is_no_pdf_goes_aside_with_the_reason_and_the_bytes_are_kept(kantor: Kantor, content: bytes) -> None:
    kantor.save("surat", GOOD, pdf=content)
    kantor.work()
    aside = list((kantor.inbox / "karantina").glob("*/surat.pdf"))
    assert [path.read_bytes() for path in aside] == [content]
    assert "PDF" in next(text for name, text in kantor.notes().items() if name.startswith("karantina"))
    assert "karantina/" in kantor.notes()["1-konsep/dafduk/surat.ALASAN.txt"]
    assert no_letter(kantor)
    kantor.save("surat", None, pdf=KONSEP / "carlito.pdf")
    kantor.work()
    assert len(kantor.desk.register.letters()) == 1
    assert not (kantor.konsep / "surat.ALASAN.txt").exists()


def test_a_passphrase_in_a_sidecar_is_refused_and_never_quoted(kantor: Kantor) -> None:
    kantor.save("surat", GOOD + f"passphrase: {SENTINEL}\n")
    kantor.work()
    note = kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    assert SENTINEL not in note
    (kantor.konsep / "surat.yaml").unlink()
    assert nowhere(kantor, SENTINEL)


def test_the_same_letter_saved_twice_is_answered_with_the_number_it_has(kantor: Kantor) -> None:
    letter = kantor.submit("undangan")
    kantor.save("undangan-lagi", 'hal: Undangan Rapat\nkepada: [diskominfo]\nklasifikasi: "400.12.2.1"\n')
    kantor.work()
    assert len(kantor.desk.register.letters()) == 1
    assert letter.id in kantor.notes()["1-konsep/dafduk/undangan-lagi.diterima.txt"]


def test_a_form_left_blank_decides_nothing(kantor: Kantor) -> None:
    letter = kantor.submit()
    kantor.work()
    assert kantor.letter(letter.id) == letter


def test_a_decision_for_another_version_is_refused(kantor: Kantor) -> None:
    letter = kantor.submit()
    other = kantor.inbox / "3-verifikasi/kabid-dafduk/lain.yaml"
    other.write_text(f'surat: "{letter.id}"\ndokumen: "sha256:{"0" * 64}"\nkeputusan: setuju\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.IN_VERIFICATION
    assert kantor.letter(letter.id).level == 0
    assert letter.id in kantor.notes()["3-verifikasi/kabid-dafduk/lain.yaml.PERBAIKI.txt"]


def test_a_decision_written_by_hand_names_the_document_it_is_about(kantor: Kantor) -> None:
    letter = kantor.submit()
    hand = kantor.inbox / "3-verifikasi/kabid-dafduk/tangan.yaml"
    hand.write_text(f'surat: "{letter.id}"\nkeputusan: setuju\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).level == 0
    assert "dokumen" in kantor.notes()["3-verifikasi/kabid-dafduk/tangan.yaml.PERBAIKI.txt"]


def test_contradictory_decisions_hold_the_letter_and_all_are_told(kantor: Kantor) -> None:
    letter = kantor.submit()
    kantor.fill(kantor.form(letter, "3-verifikasi/kabid-dafduk"), keputusan="setuju")
    other = kantor.inbox / "3-verifikasi/kabid-dafduk/lain.yaml"
    other.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: revisi\ncatatan: keliru\n', "utf-8")
    kantor.work()
    held = kantor.letter(letter.id)
    assert held.state is State.HELD
    assert "lain.yaml.PERBAIKI.txt" in " ".join(kantor.notes())


def test_the_same_decision_twice_counts_once(kantor: Kantor) -> None:
    letter = kantor.submit()
    kantor.fill(kantor.form(letter, "3-verifikasi/kabid-dafduk"), keputusan="setuju")
    other = kantor.inbox / "3-verifikasi/kabid-dafduk/lagi.yaml"
    other.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: setuju\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).level == 1
    assert kantor.actions(letter).count("verified") == 1


def test_a_signature_before_the_verification_waits_and_then_counts(kantor: Kantor) -> None:
    letter = kantor.submit()
    early = kantor.inbox / "4-tte/kepala-dinas" / f"{letter.name}.keputusan.yaml"
    early.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: setuju\npassphrase: {kantor.passphrase}\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.IN_VERIFICATION
    assert early.exists()
    assert letter.id in kantor.notes()[f"4-tte/kepala-dinas/{letter.name}.keputusan.yaml.PERBAIKI.txt"]
    letter = kantor.decide(letter)
    letter = kantor.decide(letter)
    assert letter.state is State.SENT
    assert nowhere(kantor, kantor.passphrase)


def test_a_wrong_passphrase_is_told_the_letter_waits_and_nothing_is_tried_again(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    letter = kantor.decide(letter, passphrase=SENTINEL)
    assert letter.state is State.AWAITING_SIGNATURE
    assert kantor.actions(letter).count("signed") == 0
    assert "passphrase" in next(text for name, text in kantor.notes().items() if name.startswith("4-tte")).casefold()
    assert nowhere(kantor, SENTINEL)
    assert 'passphrase: ""' in kantor.form(letter, "4-tte/kepala-dinas").read_text("utf-8")
    assert kantor.decide(letter).state is State.SENT


def test_a_passphrase_on_a_line_that_does_not_parse_is_never_quoted_or_stored(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    form = kantor.form(letter, "4-tte/kepala-dinas")
    form.write_text(f'surat: "{letter.id}\nkeputusan: setuju\n  passphrase: [{SENTINEL}\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
    assert nowhere(kantor, SENTINEL)


def test_the_passphrase_of_a_signature_is_nowhere_afterwards(kantor: Kantor) -> None:
    kantor.approve_all(kantor.submit())
    assert nowhere(kantor, kantor.passphrase)


def test_a_pdf_alone_waits_and_a_sidecar_alone_waits(kantor: Kantor) -> None:
    kantor.save("sendiri", None)
    kantor.save("tanpa-pdf", GOOD, pdf=None)
    kantor.work()
    assert no_letter(kantor)
    kantor.save("sendiri", GOOD, pdf=None)
    kantor.save("tanpa-pdf", None, pdf=KONSEP / "carlito.pdf")
    kantor.work()
    assert len(kantor.desk.register.letters()) == 2


def test_one_bad_file_stops_no_other(kantor: Kantor) -> None:
    kantor.save("rusak", GOOD, pdf=b"%PDF-1.7 rusak")
    kantor.save("salah", "hal: [\n")
    letter = kantor.submit("baik")
    assert letter.state is State.IN_VERIFICATION


def _draft_with(placeholder: str) -> bytes:
    """A real draft whose number placeholder is written in another way, as a text of its own."""
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.add_page()
    page.set_font("Helvetica", size=12)
    page.text(30, 40, f"Nomor: {placeholder}")
    page.text(120, 200, "${ttd_pengirim}")
    page.text(30, 60, "${nomor_naskah}")
    return bytes(page.output())
