"""Invitations from form data (SOP 3): the product composes the page, and from there on it goes the way of every letter."""

import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
import yaml
from click.testing import CliRunner
from pypdf import PdfReader

from pipeline.adapters.intake.drafts import DraftFolders
from pipeline.cli import doctor, surat
from pipeline.domain.health import Standing
from pipeline.domain.letter import Letter
from pipeline.domain.office import Paper
from pipeline.domain.states import State
from pipeline.ports import Draft
from pipeline.wiring import open_press
from tests import judges
from tests.kantor import CODE, Kantor, open_kantor

FORM = {
    "pembuka": "Menindaklanjuti rapat bulan lalu, kami mengundang Saudara pada:",
    "hari_tanggal": "Jum'at, 30 Januari 2026",
    "waktu": "Pukul 09.00 WIB s.d. selesai",
    "tempat": "Ruang Rapat Lantai 2",
    "acara": "Koordinasi layanan",
    "penutup": "Demikian, atas perhatian Saudara kami ucapkan terima kasih.",
}


def save(kantor: Kantor, stem: str = "undangan", form: dict[str, str] | None = None, **keys: object) -> None:
    """Save an invitation's form as a clerk does: a YAML, no PDF."""
    facts = {"hal": "Undangan Rapat", "kepada": ["diskominfo"], "klasifikasi": CODE, "undangan": FORM | (form or {})} | keys
    kantor.save(stem, yaml.safe_dump(facts, allow_unicode=True), pdf=None)


def invite(kantor: Kantor, stem: str = "undangan", form: dict[str, str] | None = None, **keys: object) -> Letter:
    """The letter that such a form becomes."""
    before = {one.id for one in kantor.desk.register.letters(everything=True)}
    save(kantor, stem, form, **keys)
    kantor.work()
    (new,) = [one for one in kantor.desk.register.letters(everything=True) if one.id not in before]
    return new


def page_of(kantor: Kantor, letter: Letter) -> Path:
    assert letter.document is not None, kantor.notes()
    return kantor.desk.documents.path(letter.document)


def words_of(file: Path) -> str:
    """What a person reads on all its pages, line breaks folded."""
    return " ".join(subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout.split())


def outside(file: Path) -> list[str]:
    """The words that do not stand whole within the margins of their page: 30 mm at the left, 20 mm at the right, 30 mm at the foot."""
    ran = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    found = []
    for page in ran.stdout.split("<page ")[1:]:
        numbers = [float(one) for one in re.findall(r'="([-0-9.]+)"', page)]
        width, height = numbers[:2]
        for left, _, right, foot, word in re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', page):
            if float(left) < 84 or float(right) > width - 55 or float(foot) > height - 82:
                found.append(word)
    return found


def told(kantor: Kantor, stem: str = "undangan") -> str:
    return kantor.notes()[f"1-konsep/dafduk/{stem}.PERBAIKI.txt"]


def test_an_invitation_is_composed_numbered_verified_signed_and_sent_like_every_letter(kantor: Kantor) -> None:
    letter = invite(kantor, tembusan=["dinkes"], urgensi="Segera")
    seen, copy = words_of(page_of(kantor, letter)), kantor.settings.office.address_book["dinkes"].name
    assert letter.number is not None
    for part in (*FORM.values(), letter.number.text, "Segera", "Undangan Rapat", "Tembusan", copy, "DINAS KEPENDUDUKAN", "NIP 19710506 199603 1 003"):
        assert part in seen, part
    assert "${" not in seen
    assert not (kantor.konsep / "undangan.yaml").exists()
    assert letter.id in kantor.notes()["1-konsep/dafduk/undangan.diterima.txt"]
    sent = kantor.approve_all(letter)
    assert sent.state is State.SENT
    signed = page_of(kantor, sent)
    (facts,) = judges.pdfsig(signed, kantor.settings.state / "demo/ca.pem")
    assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
    assert judges.preflight(signed) == [frozenset()]
    assert judges.qpdf_check(signed) == ""


def test_a_returned_invitation_comes_back_with_its_form_and_keeps_its_number(kantor: Kantor) -> None:
    letter = invite(kantor)
    back = kantor.decide(letter, "revisi", catatan="Rapat pindah ke aula.")
    assert back.state is State.RETURNED
    form = kantor.inbox / "kembali/dafduk" / f"{letter.name}.yaml"
    text = form.read_text("utf-8")
    assert FORM["tempat"] in text
    assert "tanpa PDF" in text
    assert "tanpa PDF" in form.with_suffix(".catatan.txt").read_text("utf-8")
    kantor.save(letter.name, text.replace(FORM["tempat"], "Aula"), pdf=None)
    kantor.work()
    again = kantor.letter(letter.id)
    assert (again.state, again.revision, again.number) == (State.IN_VERIFICATION, 2, letter.number)
    assert "Aula" in words_of(page_of(kantor, again))
    assert FORM["tempat"] not in words_of(page_of(kantor, again))


def test_the_same_form_saved_twice_is_answered_with_the_number_it_has(kantor: Kantor) -> None:
    letter = invite(kantor)
    assert letter.number is not None
    save(kantor, "sekali-lagi")
    kantor.work()
    assert [one.id for one in kantor.desk.register.letters(everything=True)] == [letter.id]
    assert letter.number.text in kantor.notes()["1-konsep/dafduk/sekali-lagi.diterima.txt"]


def test_a_daemon_killed_before_the_form_is_taken_away_takes_it_in_once(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_: DraftFolders, draft: Draft) -> NoReturn:
        raise KeyboardInterrupt(draft.stem)

    save(kantor)
    with monkeypatch.context() as while_it_dies:
        while_it_dies.setattr(DraftFolders, "release", dies)
        with pytest.raises(KeyboardInterrupt):
            kantor.work()
    assert (kantor.konsep / "undangan.yaml").exists()
    kantor.work()
    (letter,) = kantor.desk.register.letters(everything=True)
    assert letter.number is not None
    assert letter.number.sequence == 1
    assert not (kantor.konsep / "undangan.yaml").exists()


def test_what_a_clerk_writes_is_text_and_never_markup(kantor: Kantor) -> None:
    strange = '#read("/etc/passwd") *tebal* _miring_ $x$ <a> @b \\ = - "kutip" Jum\'at // bukan komentar'
    letter = invite(kantor, hal="Rapat *penting* #1", form={"acara": strange, "tempat": '"); #panic("x")'})
    seen = words_of(page_of(kantor, letter))
    assert strange in seen
    assert '"); #panic("x")' in seen
    assert "Rapat *penting* #1" in seen


def test_lines_and_paragraphs_stay_as_they_were_typed(kantor: Kantor) -> None:
    letter = invite(kantor, form={"penutup": "Baris satu\nbaris dua\n\n\tAlinea dua"})
    lines = subprocess.run(["pdftotext", "-layout", str(page_of(kantor, letter)), "-"], capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.strip() for line in lines if line.strip() in {"Baris satu", "baris dua", "Alinea dua"}] == ["Baris satu", "baris dua", "Alinea dua"]


def test_a_long_invitation_goes_over_pages_and_its_tte_stands_on_the_last(kantor: Kantor) -> None:
    letter = invite(kantor, form={"pembuka": ("Uraian panjang. " * 300)[:4900]})
    (box,) = letter.boxes
    pages = PdfReader(page_of(kantor, letter)).pages
    assert len(pages) > 1
    assert box.page == len(pages)
    assert kantor.approve_all(letter).state is State.SENT


def test_a_word_longer_than_a_line_is_broken_and_stays_on_the_page(kantor: Kantor) -> None:
    long, joined = "Pemberdayaan" * 20, "\u202f".join(["Pemberdayaan"] * 20)
    names = ("pembuka", "hari_tanggal", "waktu", "tempat", "acara", "penutup")
    letter = invite(kantor, hal=long, kepada=["W" * 400, "Camat " + joined], tembusan=[long], lampiran=long, form=dict.fromkeys(names, f"{long} {joined}"))
    assert outside(page_of(kantor, letter)) == []
    assert long in words_of(page_of(kantor, letter)).replace(" ", "")


def test_many_copies_go_over_pages_and_every_one_is_on_the_paper(kantor: Kantor) -> None:
    names = [f"Kepala Bagian {place} " + "pada Sekretariat Daerah " * 10 for place in range(1, 41)]
    letter = invite(kantor, tembusan=names)
    assert outside(page_of(kantor, letter)) == []
    seen = words_of(page_of(kantor, letter))
    assert all(f"Kepala Bagian {place} pada" in seen for place in range(1, 41))


@pytest.mark.parametrize("lines", range(38, 41))
def test_nothing_is_left_alone_at_the_foot_of_a_page(kantor: Kantor, lines: int) -> None:
    letter = invite(kantor, form={"pembuka": "\n".join([*(f"Baris {place}" for place in range(lines)), "Kami mengundang pada:"])}, tembusan=["Bupati"])
    pages = [judges.page_text(page_of(kantor, letter), place) for place in (1, 2)]
    with_table = [place for place, text in enumerate(pages) if "hari/tanggal" in text]
    assert with_table == [place for place, text in enumerate(pages) if "Kami mengundang pada:" in text]
    assert ["Tembusan:" in text for text in pages] == ["Bupati" in text for text in pages]
    assert ["NIP 19710506" in text for text in pages] == [FORM["penutup"] in text for text in pages]


def test_many_recipients_stand_on_a_page_of_their_own(kantor: Kantor) -> None:
    names = [f"Panewu Contoh {place}" for place in range(1, 31)]
    letter = invite(kantor, kepada=names)
    first, last = (judges.page_text(page_of(kantor, letter), page) for page in (1, 2))
    assert "daftar terlampir" in first
    assert names[0] not in first
    assert letter.number is not None
    assert all(name in last for name in (*names, letter.number.text))


@pytest.mark.parametrize(("paper", "millimetres"), [(Paper.F4, (215, 330)), (Paper.A4, (210, 297))])
def test_it_is_composed_on_the_offices_paper(tmp_path: Path, paper: Paper, millimetres: tuple[int, int]) -> None:
    with open_kantor(tmp_path / "kantor", kertas=paper.value) as kantor:
        size = PdfReader(page_of(kantor, invite(kantor))).pages[0].mediabox
        assert tuple(round(float(side) * 25.4 / 72) for side in (size.width, size.height)) == millimetres


def test_the_office_is_named_where_no_letterhead_is_configured(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", kop="", alamat='""') as kantor:
        assert kantor.settings.office.name in words_of(page_of(kantor, invite(kantor)))


def test_an_emblem_stands_in_the_letterhead_and_shines_through_nothing(tmp_path: Path) -> None:
    from PIL import Image, ImageDraw

    emblem = Image.new("RGBA", (200, 240), (0, 0, 0, 0))
    ImageDraw.Draw(emblem).ellipse((10, 10, 190, 230), fill=(200, 30, 30, 255))
    emblem.save(tmp_path / "lambang.png")
    with open_kantor(tmp_path / "kantor", lambang=str(tmp_path / "lambang.png")) as kantor:
        page = page_of(kantor, invite(kantor))
        assert judges.preflight(page) == [frozenset()]
        subprocess.run(["pdftoppm", "-r", "40", "-singlefile", "-png", str(page), str(tmp_path / "page")], check=True)
        with Image.open(tmp_path / "page.png") as seen:
            colours = [colour for _, colour in seen.convert("RGB").getcolors(1 << 20) or [] if isinstance(colour, tuple)]
        assert [red for red, green, _ in colours if red > 2 * green]


def test_several_signatories_each_have_their_place(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        unit = kantor.settings.office.units["dafduk"]
        office = replace(kantor.settings.office, units={**kantor.settings.office.units, "dafduk": replace(unit, signatories=("kepala-dinas", "sekretaris"))})
        kantor.desk = replace(kantor.desk, office=office)
        letter = invite(kantor, penandatangan=["sekretaris", "kepala-dinas"])
        first, second = letter.boxes
        assert first.page == second.page
        assert first.x_pt + first.width_pt <= second.x_pt
        assert first.y_pt == second.y_pt
        assert words_of(page_of(kantor, letter)).count("NIP ") == 2


def test_invitations_may_have_a_series_of_their_own(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", lingkup_nomor="jenis", format_nomor="'{klasifikasi}/{jenis}/{urut}'") as kantor:
        letters = [kantor.submit("surat"), invite(kantor), invite(kantor, "rapat", hal="Rapat Kedua")]
        assert [one.number and one.number.text for one in letters] == [f"{CODE}/S/1", f"{CODE}/U/1", f"{CODE}/U/2"]


def test_every_character_that_cannot_be_drawn_is_told_at_once(kantor: Kantor) -> None:
    save(kantor, hal="Rapat 漢", form={"acara": "Lomba 🎉", "tempat": "Aula ✈"})
    kantor.work()
    assert not kantor.desk.register.letters(everything=True)
    assert all(char in told(kantor) for char in "漢🎉✈")
    save(kantor)
    kantor.work()
    assert len(kantor.desk.register.letters(everything=True)) == 1
    assert "undangan.PERBAIKI.txt" not in " ".join(kantor.notes())


def test_a_placeholder_in_the_form_is_told_with_its_line(kantor: Kantor) -> None:
    save(kantor, form={"tempat": "${nomor_naskah}", "acara": "${hal}"})
    kantor.work()
    assert not kantor.desk.register.letters(everything=True)
    assert "`tempat`" in told(kantor)
    assert "`acara`" in told(kantor)


def test_a_form_that_is_filled_in_half_is_left_alone(kantor: Kantor) -> None:
    save(kantor, form={"tempat": ""})
    kantor.work()
    assert (kantor.konsep / "undangan.yaml").exists()
    assert not kantor.desk.register.letters(everything=True)
    assert not any("PERBAIKI" in name for name in kantor.notes())


def test_a_template_that_is_wrong_is_told_to_the_clerk_as_no_fault_of_his_and_to_the_administrator_with_its_line(kantor: Kantor) -> None:
    template = kantor.settings.folder / "templat/undangan.typ"
    whole = template.read_text("utf-8")
    template.write_text(whole.replace("#surat.tempat,", "#surat.kota,", 1), "utf-8")
    save(kantor)
    kantor.work()
    assert not kantor.desk.register.letters(everything=True)
    assert "bukan karena isian Anda" in told(kantor)
    (line,) = [number for number, text in enumerate(template.read_text("utf-8").splitlines(), 1) if "surat.kota" in text]
    ran = CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)])
    assert ran.exit_code == 78
    assert ran.stderr.startswith(f"{template}:{line}: "), ran.stderr
    assert doctor.invitations(kantor.settings).standing is Standing.FAULT
    template.write_text(whole, "utf-8")
    save(kantor)
    kantor.work()
    assert len(kantor.desk.register.letters(everything=True)) == 1


@pytest.mark.parametrize("kind", ["gone", "a folder", "no UTF-8"])
def test_a_template_that_cannot_be_read_is_told_by_name_and_is_no_fault_of_the_clerk(kantor: Kantor, kind: str) -> None:
    template = kantor.settings.folder / "templat/undangan.typ"
    old = template.read_bytes()
    template.unlink()
    if kind == "a folder":
        template.mkdir()
    elif kind == "no UTF-8":
        template.write_bytes(b"// Jum\x92at\n" + old)
    save(kantor)
    kantor.work()
    assert "bukan karena isian Anda" in told(kantor)
    assert str(template) in told(kantor)
    if kind != "gone":  # then the shipped one is taken from the next start
        ran = CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)])
        assert (ran.exit_code, str(template) in ran.stderr) == (78, True), ran.stderr
        assert doctor.invitations(kantor.settings).standing is Standing.FAULT


@pytest.mark.parametrize("kind", ["gone", "cut", "a bomb"])
def test_an_emblem_that_broke_since_the_start_is_told_by_name_and_is_no_fault_of_the_clerk(tmp_path: Path, kind: str) -> None:
    from PIL import Image

    emblem = tmp_path / "lambang.png"
    Image.new("RGB", (200, 240), "red").save(emblem)
    with open_kantor(tmp_path / "kantor", lambang=str(emblem)) as kantor:
        whole = emblem.read_bytes()
        if kind == "gone":
            emblem.unlink()
        elif kind == "cut":
            emblem.write_bytes(whole[:60])
        else:
            header = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
            emblem.write_bytes(whole[:12] + header + struct.pack(">I", zlib.crc32(header)) + whole[33:])
        save(kantor)
        kantor.work()
        assert "bukan karena isian Anda" in told(kantor)
        assert str(emblem) in told(kantor)
        assert doctor.invitations(kantor.settings).standing is Standing.FAULT


def test_an_invitation_that_costs_too_much_to_compose_is_told_so_and_costs_no_other(kantor: Kantor) -> None:
    save(kantor, "berat", form={"penutup": "\u0301" * 4990})
    save(kantor)
    kantor.work()
    assert "terlalu panjang atau terlalu rumit" in told(kantor, "berat")
    (letter,) = kantor.desk.register.letters(everything=True)
    assert letter.number is not None


@pytest.mark.parametrize("placeholder", ['penanda("ttd_pengirim" + satu.ke)', 'penanda("nomor_naskah")'])
def test_a_template_without_a_place_for_number_or_tte_is_told_before_a_clerk_meets_it(kantor: Kantor, placeholder: str) -> None:
    template = kantor.settings.folder / "templat/undangan.typ"
    whole = template.read_text("utf-8")
    assert placeholder in whole
    template.write_text(whole.replace(placeholder, "[]"), "utf-8")
    ran = CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)])
    assert ran.exit_code == 78
    assert "undangan.typ" in ran.stderr
    assert doctor.invitations(kantor.settings).standing is Standing.FAULT


def test_a_page_that_no_letter_may_have_is_sent_back_with_what_to_do(kantor: Kantor) -> None:
    template = kantor.settings.folder / "templat/undangan.typ"
    template.write_text(template.read_text("utf-8") + "\n#set page(width: 4000pt)\nX\n", "utf-8")
    save(kantor)
    kantor.work()
    assert not kantor.desk.register.letters(everything=True)
    assert "beri tahu administrator" in told(kantor)


@pytest.mark.parametrize("reaching", ['#read("/../../state/surat.db", encoding: none)', '#image("/etc/passwd")', '#import "@preview/cetz:0.3.0": *'])
def test_a_template_reaches_nothing_but_its_own_folder(kantor: Kantor, reaching: str) -> None:
    template = kantor.settings.folder / "templat/undangan.typ"
    template.write_text(template.read_text("utf-8") + f"\n{reaching}\n", "utf-8")
    ran = CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)])
    assert ran.exit_code == 78
    assert re.search(r"undangan\.typ:\d+: ", ran.stderr), ran.stderr


def test_a_template_may_use_what_lies_beside_it(kantor: Kantor) -> None:
    template = kantor.settings.folder / "templat/undangan.typ"
    (template.parent / "tambahan.typ").write_text('#let semboyan = "Melayani Setulus Hati"', "utf-8")
    template.write_text(template.read_text("utf-8") + '\n#import "tambahan.typ": semboyan\n#semboyan\n', "utf-8")
    assert "Melayani Setulus Hati" in words_of(page_of(kantor, invite(kantor)))


def test_the_doctor_composes_an_invitation(kantor: Kantor) -> None:
    assert doctor.invitations(kantor.settings).standing is Standing.OK


def test_an_office_from_before_there_was_a_template_composes_with_the_shipped_one(kantor: Kantor) -> None:
    (kantor.settings.folder / "templat/undangan.typ").unlink()
    with open_press(kantor.settings) as press:
        kantor.desk = replace(kantor.desk, press=press)
        assert invite(kantor).number is not None


def test_without_typst_the_clerk_is_told_to_save_a_pdf(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.faults.workplace import OwnPress

    monkeypatch.setitem(sys.modules, "typst", None)
    kantor.desk = replace(kantor.desk, press=OwnPress())
    save(kantor)
    kantor.work()
    assert not kantor.desk.register.letters(everything=True)
    assert "simpan PDF undangan" in told(kantor)
    ran = CliRunner().invoke(surat, ["check-config", "--config", str(kantor.settings.folder)])
    assert ran.exit_code == 0, ran.output
    assert doctor.invitations(kantor.settings).standing is Standing.WARN
