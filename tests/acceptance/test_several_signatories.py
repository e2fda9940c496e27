"""A letter that several officials sign in turn: each signs what the one before him signed, and the last one's TTE makes it a signed letter."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pipeline.adapters.durable import digest_of_file
from pipeline.cli import surat
from pipeline.cli.office import make_office
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from tests import judges
from tests.acceptance.test_the_signing_gateway import gateway_office
from tests.adapters.pdf.drafts import a_draft
from tests.adapters.tte.gateway import NIK, PASSPHRASE, Gateway
from tests.kantor import Kantor, make_example, reopen_kantor, settle_fast

BOTH = ["sekretaris", "kepala-dinas"]


def words_at(x: float, y: float, *lines: str) -> str:
    return "".join(f"BT /F1 10 Tf {x:g} {y - 14 * place:g} Td ({line}) Tj ET\n" for place, line in enumerate(lines))


PAGE = (
    "BT /F1 12 Tf 72 720 Td (Nomor: ${nomor_naskah}) Tj ET\n"
    + words_at(72, 640, "Kesepakatan bersama tentang pertukaran data.")
    + words_at(72, 360, "Sekretaris Dinas,")
    + words_at(72, 310, "${ttd_pengirim1}")
    + words_at(72, 260, "${nama_pengirim1}", "NIP. ${nip_pengirim1}")
    + words_at(340, 360, "Kepala Dinas,")
    + words_at(340, 310, "${ttd_pengirim2}")
    + words_at(340, 260, "${nama_pengirim2}", "NIP. ${nip_pengirim2}")
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return a_draft(tmp_path / "kesepakatan.pdf", PAGE)


def change(file: Path, **lines: str) -> None:
    """Change a mapping of the office's configuration: `<key>__<field>` is a field of the key's."""
    facts = yaml.safe_load(file.read_text("utf-8"))
    for name, value in lines.items():
        key, _, field = name.partition("__")
        facts[key.replace("_", "-")][field] = yaml.safe_load(value)
    file.write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")


def make(folder: Path, **changes: str) -> Path:
    make_example(folder)
    config = folder / "config"
    settle_fast(config, **changes)
    change(config / "pejabat.yaml", sekretaris__peran="[verifikator, penandatangan]", sekretaris__kunci="state/demo/sekretaris.p12")
    change(config / "bidang.yaml", dafduk__penandatangan="[kepala-dinas, sekretaris]", dafduk__rantai="[kabid-dafduk]")
    make_office(folder, demo=True)  # the secretary's folder in 4-tte
    return folder


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    with reopen_kantor(make(tmp_path / "kantor")) as kantor:
        yield kantor


def passphrase_of(kantor: Kantor, official: str) -> str:
    return str(yaml.safe_load((kantor.settings.state / "demo" / "passphrases.yaml").read_text("utf-8"))[official])


def sign(kantor: Kantor, letter: Letter, official: str, **values: str) -> Letter:
    kantor.fill(kantor.form(letter, f"4-tte/{official}"), **{"keputusan": "setuju", "passphrase": passphrase_of(kantor, official)} | values)
    kantor.work()
    return kantor.letter(letter.id)


def show(kantor: Kantor, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(CliRunner().invoke(surat, [*words, "--json", "--config", str(kantor.settings.folder)]).output)
    return found


def test_a_letter_is_signed_by_one_official_after_the_other(kantor: Kantor, draft: Path) -> None:
    letter = kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH))
    assert letter.state is State.AWAITING_SIGNATURE
    assert not kantor.form(letter, "4-tte/kepala-dinas").exists()
    approved = kantor.desk.documents.path(letter.document or "").read_bytes()

    half = sign(kantor, letter, "sekretaris")
    assert (half.state, half.signatory.holder) == (State.AWAITING_SIGNATURE, "kepala-dinas")
    assert list((kantor.inbox / "4-tte" / "sekretaris").glob("*.pdf")) == []
    read_by_the_second = kantor.inbox / "4-tte" / "kepala-dinas" / f"{letter.name}.pdf"
    assert [one.valid for one in judges.pdfsig(read_by_the_second, kantor.settings.state / "demo" / "ca.pem")] == [True]
    assert list((kantor.inbox / "6-terkirim").rglob("*.pdf")) == []

    sent = sign(kantor, half, "kepala-dinas")
    assert sent.state is State.SENT
    (copy,) = (kantor.inbox / "6-terkirim").rglob("*.pdf")
    assert digest_of_file(copy) == sent.document
    assert copy.read_bytes().startswith(approved)
    first, second = judges.pdfsig(copy, kantor.settings.state / "demo" / "ca.pem")
    assert (first.valid, first.trusted, second.valid, second.trusted, second.total_document) == (True, True, True, True, True)
    assert judges.qpdf_check(copy) == ""
    assert kantor.actions(letter) == ["received", "numbered", "submitted", "verified", "signed", "signed", "dispatch_begun", "delivery_sent", "sent"]
    told = show(kantor, "verify", str(copy))
    assert (told["valid"], told["registered"], told["letter"]) == (True, True, letter.id)
    assert [one["signer"].startswith("CN=") for one in told["signatures"]] == [True, True]  # type: ignore[attr-defined]  # JSON
    assert CliRunner().invoke(surat, ["audit", "--config", str(kantor.settings.folder)]).exit_code == 0


def test_names_of_both_stand_in_the_letter_before_anybody_reads_it(kantor: Kantor, draft: Path) -> None:
    letter = kantor.submit(pdf=draft, penandatangan=BOTH)
    text = judges.page_text(kantor.inbox / f"3-verifikasi/kabid-dafduk/{letter.name}.pdf")
    people = kantor.desk.office.officials
    assert all(people[one].name in text and people[one].nip in text for one in BOTH)
    form = kantor.form(letter, "3-verifikasi/kabid-dafduk").read_text("utf-8")
    assert [people[one].name in form for one in BOTH] == [True, True]


def test_the_second_signatory_sends_the_letter_back_and_it_begins_anew(kantor: Kantor, draft: Path) -> None:
    letter = kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH))
    half = sign(kantor, letter, "sekretaris")
    kantor.fill(kantor.form(half, "4-tte/kepala-dinas"), keputusan="revisi", catatan="Pasal 2 diperbaiki")
    kantor.work()
    assert kantor.letter(letter.id).state is State.RETURNED
    back = yaml.safe_load((kantor.inbox / f"kembali/dafduk/{letter.name}.yaml").read_text("utf-8"))
    assert back["penandatangan"] == BOTH
    again = kantor.submit("kesepakatan-2", pdf=draft, penandatangan=BOTH, surat=letter.id)
    assert (again.state, again.level, again.signatory.holder) == (State.IN_VERIFICATION, 0, "sekretaris")
    signed = sign(kantor, kantor.decide(again), "sekretaris")
    assert [len(judges.pdfsig(kantor.desk.documents.path(one.document or ""), kantor.settings.state / "demo" / "ca.pem")) for one in (half, signed)] == [1, 1]
    assert sign(kantor, signed, "kepala-dinas").state is State.SENT


def test_a_decision_on_the_version_before_the_first_signature_is_refused(kantor: Kantor, draft: Path) -> None:
    letter = kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH))
    early = kantor.inbox / "4-tte" / "kepala-dinas" / "dulu.yaml"
    early.write_text(
        f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: "setuju"\npassphrase: "{passphrase_of(kantor, "kepala-dinas")}"\n', "utf-8"
    )
    kantor.work()
    assert kantor.letter(letter.id).version == letter.version
    assert any("dulu" in name for name in kantor.notes())


def test_a_wrong_passphrase_of_the_second_leaves_the_first_signature_as_it_is(kantor: Kantor, draft: Path) -> None:
    half = sign(kantor, kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH)), "sekretaris")
    assert sign(kantor, half, "kepala-dinas", passphrase="salah").document == half.document
    assert sign(kantor, half, "kepala-dinas").state is State.SENT


def test_after_a_restart_the_second_signs_what_the_first_signed(tmp_path: Path, draft: Path) -> None:
    folder = make(tmp_path / "kantor")
    with reopen_kantor(folder) as before:
        half = sign(before, before.decide(before.submit(pdf=draft, penandatangan=BOTH)), "sekretaris")
    with reopen_kantor(folder) as after:
        assert after.letter(half.id) == half
        assert sign(after, half, "kepala-dinas").state is State.SENT


def test_a_delegate_who_signs_himself_too_signs_twice_each_for_his_seat(tmp_path: Path, draft: Path) -> None:
    folder = make(tmp_path / "kantor")
    away = {"oleh": "sekretaris", "sebagai": "Plh.", "dari": str(date.today() - timedelta(days=1)), "sampai": str(date.today() + timedelta(days=1))}  # noqa: DTZ011 -- the office's days are this machine's
    change(folder / "config/pejabat.yaml", kepala_dinas__pelaksana=json.dumps([away]))
    with reopen_kantor(folder) as kantor:
        half = sign(kantor, kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH)), "sekretaris")
        assert (half.signatory.holder, half.signatory.acting) == ("kepala-dinas", "sekretaris")
        sent = sign(kantor, half, "sekretaris")
        assert sent.state is State.SENT
        assert len(judges.pdfsig(kantor.desk.documents.path(sent.document or ""), kantor.settings.state / "demo" / "ca.pem")) == 2


def test_a_draft_without_the_second_place_is_told_and_nothing_is_numbered(kantor: Kantor) -> None:
    kantor.save("surat", yaml.safe_dump({"hal": "x", "kepada": ["diskominfo"], "klasifikasi": "400.12.2.1", "penandatangan": BOTH}))
    kantor.work()
    assert "${ttd_pengirim2}" in kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
    assert kantor.desk.register.letters(everything=True) == ()


def test_the_sentence_at_the_foot_comes_with_the_first_tte_and_only_once(tmp_path: Path, draft: Path) -> None:
    with reopen_kantor(make(tmp_path / "kantor", kaki='"Naskah ini sah tanpa tanda tangan basah."')) as kantor:
        letter = kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH))
        assert "tanda tangan basah" in kantor.form(letter, "4-tte/sekretaris").read_text("utf-8")
        half = sign(kantor, letter, "sekretaris")
        assert "tanda tangan basah" not in kantor.form(half, "4-tte/kepala-dinas").read_text("utf-8")
        sent = sign(kantor, half, "kepala-dinas")
        assert sent.state is State.SENT
        texts = [judges.page_text(kantor.desk.documents.path(one.document or "")) for one in (letter, half, sent)]
        assert [text.count("tanda tangan basah") for text in texts] == [0, 1, 1]
        assert [one.valid for one in judges.pdfsig(kantor.desk.documents.path(sent.document or ""), kantor.settings.state / "demo/ca.pem")] == [True, True]


def test_where_a_tte_locks_the_letter_a_second_signatory_is_refused(tmp_path: Path, draft: Path) -> None:
    folder = make(tmp_path / "kantor")
    text = (folder / "config/pipeline.yaml").read_text("utf-8").replace("kunci: tidak", "kunci: ya")
    (folder / "config/pipeline.yaml").write_text(text, "utf-8")
    with reopen_kantor(folder) as kantor:
        assert kantor.settings.office.seals_once
        kantor.save("surat", yaml.safe_dump({"hal": "x", "kepada": ["diskominfo"], "klasifikasi": "400.12.2.1", "penandatangan": BOTH}), pdf=draft)
        kantor.work()
        assert "kunci: ya" in kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]


@pytest.fixture
def at_the_gateway(tmp_path: Path) -> Iterator[tuple[Kantor, Gateway]]:
    """The same office with its signatures at a gateway, which knows one signer."""
    with gateway_office(tmp_path / "kantor") as (folder, gateway):
        change(folder / "config/pejabat.yaml", sekretaris__peran="[verifikator, penandatangan]", sekretaris__nik=json.dumps(NIK))
        change(folder / "config/bidang.yaml", dafduk__penandatangan="[kepala-dinas, sekretaris]", dafduk__rantai="[kabid-dafduk]")
        make_office(folder, demo=True)
        with reopen_kantor(folder) as kantor:
            yield kantor, gateway


@pytest.mark.parametrize("is_cut", [False, True], ids=["answered", "cut off, then resolved"])
def test_the_gateway_signs_for_one_official_after_the_other(at_the_gateway: tuple[Kantor, Gateway], draft: Path, tmp_path: Path, *, is_cut: bool) -> None:
    kantor, gateway = at_the_gateway
    letter = kantor.decide(kantor.submit(pdf=draft, penandatangan=BOTH))
    gateway.cuts = is_cut
    half = sign(kantor, letter, "sekretaris", passphrase=PASSPHRASE)
    gateway.cuts = False
    if is_cut:
        assert (half.state, half.signatory.holder) == (State.SIGNATURE_UNCERTAIN, "sekretaris")
        fetched = tmp_path / "dari-gateway.pdf"
        fetched.write_bytes(gateway.sign(kantor.desk.documents.path(letter.document or "").read_bytes(), {}))
        words = ("resolve", letter.id, "done", "--file", str(fetched), "--why", "diunduh", "--config", str(kantor.settings.folder))
        assert CliRunner().invoke(surat, words).exit_code == 0
        kantor.work()
        half = kantor.letter(letter.id)
    assert (half.state, half.signatory.holder) == (State.AWAITING_SIGNATURE, "kepala-dinas")
    sent = sign(kantor, half, "kepala-dinas", passphrase=PASSPHRASE)
    assert sent.state is State.SENT
    assert len(gateway.signings) == 2
    document = kantor.desk.documents.path(sent.document or "")
    found = judges.pdfsig(document, kantor.settings.state / "demo" / "ca.pem")  # NSS trusts the same certificate at its first signature only
    assert [one.valid for one in found] == [True, True]
    assert found[0].trusted
    assert show(kantor, "verify", str(document))["valid"] is True
