"""The command, as the administrator and the registry officer use it."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import _HOMES, surat
from pipeline.domain.channel import Channel, DeliveryReport, Outcome
from pipeline.domain.handover import DAEMON, Act, pass_on
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import delivery as say
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk
from tests.kantor import CODE, Kantor, open_kantor, reopen_kantor

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def run(kantor: Kantor, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(surat, [*words, "--config", str(kantor.settings.folder)], input=stdin)


def told(kantor: Kantor, *words: str) -> str:
    done = run(kantor, *words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def refused(kantor: Kantor, code: int, *words: str) -> str:
    done = run(kantor, *words)
    assert done.exit_code == code, (done.exit_code, done.output, done.exception)
    return done.output


@pytest.mark.parametrize("command", _HOMES)
def test_every_command_has_help_and_stands_in_the_manual(command: str) -> None:
    done = CliRunner().invoke(surat, [command, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3
    assert f"surat {command}" in README


def test_status_tells_where_every_letter_is_and_whom_it_waits_for(kantor: Kantor) -> None:
    assert told(kantor, "status").strip()
    letter = kantor.submit()
    text = told(kantor, "status")
    assert letter.id in text
    assert "kabid-dafduk" in text
    facts = json.loads(told(kantor, "status", "--json"))
    assert facts["counts"] == {"in_verification": 1}
    (one,) = facts["letters"]
    assert set(one) == {"id", "number", "state", "subject", "unit", "waiting_for", "since", "due", "revision", "document"}
    assert (one["id"], one["number"], one["waiting_for"], one["document"]) == (letter.id, f"{CODE}/1", "kabid-dafduk", letter.document)


def test_a_sent_letter_is_in_the_counts_and_in_the_full_list_only(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit())
    assert json.loads(told(kantor, "status", "--json"))["letters"] == []
    facts = json.loads(told(kantor, "status", "--json", "--all"))
    assert [one["id"] for one in facts["letters"]] == [letter.id]
    assert facts["counts"] == {"sent": 1}


def test_show_tells_who_did_what_when_and_on_which_version(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit())
    facts = json.loads(told(kantor, "show", letter.id, "--json"))
    assert [one["action"] for one in facts["events"]] == kantor.actions(letter)
    assert set(facts["events"][0]) == {"at", "actor", "account", "action", "from", "to", "document", "note"}
    assert facts["deliveries"] == [
        {"recipient": facts["deliveries"][0]["recipient"], "channel": "esurat", "state": "sent", "attempts": 1, "proof": facts["deliveries"][0]["proof"]}
    ]
    assert f"{CODE}/1" in told(kantor, "show", f"{CODE}/1")


def test_a_letter_nobody_knows_is_said_so(kantor: Kantor) -> None:
    assert "2020-000001" in refused(kantor, 65, "show", "2020-000001")


def test_verify_judges_a_file_and_finds_it_in_the_register(kantor: Kantor, tmp_path: Path) -> None:
    letter = kantor.approve_all(kantor.submit())
    signed = kantor.desk.documents.path(letter.document or "")
    facts = json.loads(told(kantor, "verify", str(signed), "--json"))
    assert (facts["valid"], facts["registered"], facts["letter"]) == (True, True, letter.id)
    assert set(facts["signatures"][0]) == {"signer", "level", "intact", "trusted", "covers_whole_document", "time", "certified"}
    assert letter.id in told(kantor, "verify", str(signed))
    altered = tmp_path / "diubah.pdf"
    content = bytearray(signed.read_bytes())
    content[2000] ^= 1
    altered.write_bytes(content)
    facts = json.loads(refused(kantor, 65, "verify", str(altered), "--json"))
    assert (facts["valid"], facts["registered"], facts["letter"]) == (False, False, None)
    assert refused(kantor, 65, "verify", str(altered))


def test_audit_finds_a_document_that_was_altered_or_is_gone(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit())
    assert told(kantor, "audit")
    assert json.loads(told(kantor, "audit", "--json"))["faults"] == []
    document = kantor.desk.documents.path(letter.document or "")
    document.chmod(0o640)
    document.write_bytes(document.read_bytes() + b"x")
    assert document.name[:16] in refused(kantor, 65, "audit")
    document.unlink()
    assert document.name[:16] in refused(kantor, 65, "audit")


def test_a_held_letter_stands_still_and_goes_on_from_where_it_stood(kantor: Kantor) -> None:
    letter = kantor.submit()
    told(kantor, "hold", letter.id, "--why", "menunggu rapat")
    kantor.work()
    assert kantor.letter(letter.id).state is State.HELD
    assert [path.name for path in (kantor.inbox / "3-verifikasi/kabid-dafduk").iterdir()] == [f"{letter.name}.catatan.txt"]
    told(kantor, "release", letter.id)
    kantor.work()
    assert kantor.letter(letter.id).state is State.IN_VERIFICATION
    assert kantor.form(letter, "3-verifikasi/kabid-dafduk").exists()
    assert kantor.actions(letter)[-2:] == ["held", "released"]
    refused(kantor, 65, "release", letter.id)


def test_a_cancelled_letter_is_gone_from_the_folders_and_its_number_void(kantor: Kantor) -> None:
    letter = kantor.submit()
    told(kantor, "cancel", letter.id, "--why", "keliru")
    kantor.work()
    assert kantor.letter(letter.id).state is State.CANCELLED
    assert not list(kantor.konsep.iterdir())
    for command in ("hold", "cancel"):
        assert letter.id in refused(kantor, 65, command, letter.id, "--why", "lagi")


def test_a_decision_by_command_counts_as_one_saved_by_hand(kantor: Kantor) -> None:
    letter = kantor.submit()
    told(kantor, "decide", letter.id, "setuju", "--as", "kabid-dafduk", "--note", "baik")
    kantor.work()
    assert kantor.letter(letter.id).level == 1
    told(kantor, "decide", letter.id, "revisi", "--as", "sekretaris", "--note", "perbaiki")
    kantor.work()
    assert kantor.letter(letter.id).state is State.RETURNED


def test_a_signature_by_command_takes_the_passphrase_from_a_file_or_standard_input(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    done = run(kantor, "decide", letter.id, "setuju", "--as", "kepala-dinas", "--passphrase-file", "-", stdin=kantor.passphrase + "\n")
    assert done.exit_code == 0, done.output
    assert kantor.passphrase not in done.output
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


@pytest.mark.parametrize(("official", "word"), [("bupati", "kepala-dinas"), ("sekretaris", "sekretaris")], ids=["unknown official", "not his turn"])
def test_a_decision_by_command_for_a_folder_without_the_letter_is_refused(kantor: Kantor, official: str, word: str) -> None:
    letter = kantor.submit()
    assert word in refused(kantor, 65, "decide", letter.id, "setuju", "--as", official)


def test_numbers_are_reserved_for_a_unit_and_shown_in_the_register(kantor: Kantor, tmp_path: Path) -> None:
    letter = kantor.submit(hal="=2+5+cmd|' /C calc'!A0")
    told(kantor, "number", "reserve", "--unit", "umum", "--code", CODE, "--count", "2", "--subject", "SK Panitia")
    cancelled = kantor.submit("batal", hal="Surat Batal")
    told(kantor, "cancel", cancelled.id, "--why", "keliru")
    secret = kantor.submit("rahasia", hal="Mutasi Jabatan", keamanan="Rahasia", kepada=["kecamatan-sewon"])
    out = tmp_path / "agenda.csv"
    told(kantor, "register", "export", "--year", str(letter.since.year), str(out))
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[1] for row in rows[1:]] == [f"{CODE}/{place}" for place in range(1, 6)]
    assert rows[1][5].startswith("'=")
    assert "umum" in rows[2][6]
    assert "keliru" in rows[4][6]
    assert "Mutasi" not in out.read_text("utf-8-sig")
    assert secret.number is not None


@pytest.mark.parametrize(
    "words",
    [("number", "reserve", "--unit", "umumm", "--code", CODE), ("number", "reserve", "--unit", "umum", "--code", "400.12.2.9")],
    ids=["unknown unit", "unknown code"],
)
def test_a_number_is_reserved_only_for_what_the_office_knows(kantor: Kantor, words: tuple[str, ...]) -> None:
    refused(kantor, 65, *words)


@pytest.mark.parametrize(("name", "begins"), [("agenda.xlsx", b"PK"), ("agenda.pdf", b"%PDF-"), ("agenda", b"\xef\xbb\xbf")])
def test_a_book_is_written_in_the_form_its_name_says(kantor: Kantor, tmp_path: Path, name: str, begins: bytes) -> None:
    letter = kantor.submit("undangan")
    out = tmp_path / name
    out.write_bytes(b"an older one")
    assert "1" in told(kantor, "register", "export", "--year", str(letter.since.year), str(out))
    assert out.read_bytes().startswith(begins)


def test_todays_dispatch_book_has_what_went_out_and_what_still_has_to_be_carried(kantor: Kantor, tmp_path: Path) -> None:
    kantor.approve_all(kantor.submit("undangan", kepada=["kecamatan-sewon", "diskominfo"]))
    today = kantor.desk.clock.today()
    out = tmp_path / "ekspedisi.csv"
    told(kantor, "register", "export", "--book", "ekspedisi", "--day", today.strftime("%d/%m/%Y"), str(out))
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[1] for row in rows[1:]] == [today.strftime("%d-%m-%Y"), ""]
    told(kantor, "register", "export", "--book", "ekspedisi", "--year", str(today.year), str(out))
    assert len(out.read_text("utf-8-sig").splitlines()) == 2


@pytest.mark.parametrize(
    "words",
    [(), ("--day", "25-11-2026"), ("--book", "ekspedisi", "--day", "31-02-2026")],
    ids=["no year", "a day of the agenda", "no such day"],
)
def test_a_book_without_a_period_of_its_own_is_refused(kantor: Kantor, tmp_path: Path, words: tuple[str, ...]) -> None:
    refused(kantor, 65, "register", "export", *words, str(tmp_path / "agenda.csv"))


def test_a_book_that_cannot_be_written_says_so(kantor: Kantor, tmp_path: Path) -> None:
    assert "agenda.csv" in refused(kantor, 69, "register", "export", "--year", "2026", str(tmp_path / "tiada" / "agenda.csv"))


def test_check_config_says_every_fault_with_its_place(kantor: Kantor) -> None:
    assert told(kantor, "check-config")
    file = kantor.settings.folder / "pipeline.yaml"
    file.write_text(file.read_text("utf-8").replace("gerbang: otomatis", "gerbang: otomatiss").replace("bahasa: id", "bahasa: fr"), "utf-8")
    output = refused(kantor, 78, "check-config")
    assert output.count("pipeline.yaml:") == 2


def test_check_config_finds_a_mail_template_that_cannot_be_filled_in(kantor: Kantor) -> None:
    template = kantor.settings.mail.template
    for broken in ("Surat {{ nomor }\n", "Surat {{ nomer }}\n"):
        template.write_text(broken, "utf-8")
        assert "surel.txt.j2:1:" in refused(kantor, 78, "check-config")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("decide", "../x", "setuju", "--as", "sekretaris"), 65),
        (("decide", "2026-000001", "revisi", "--as", "sekretaris"), 65),
        (("decide", "2026-000001", "batal", "--as", "sekretaris", "--note", "x"), 77),
    ],
    ids=["a path instead of an id", "a return without reason", "a cancellation by a verifier"],
)
def test_a_decision_by_command_that_could_never_count_is_refused_at_once(kantor: Kantor, words: tuple[str, ...], code: int) -> None:
    refused(kantor, code, *words)


def test_verify_says_why_a_file_is_not_valid(kantor: Kantor, tmp_path: Path) -> None:
    letter = kantor.approve_all(kantor.submit())
    unsigned = kantor.desk.documents.path(letter.source)
    assert "belum ditandatangani" in refused(kantor, 65, "verify", str(unsigned))
    longer = tmp_path / "tambah.pdf"
    longer.write_bytes(kantor.desk.documents.path(letter.document or "").read_bytes() + b"\n%tambahan\n")
    assert "tambahan" in refused(kantor, 65, "verify", str(longer))


class Relay:
    """A way to a recipient that answers as it is told: the outside world of one test."""

    def __init__(self, *outcomes: Outcome, repeatable: bool = False) -> None:
        self.outcomes, self.is_repeatable, self.tries = list(outcomes), repeatable, 0

    def carry(self, _letter: Letter, _delivery: Delivery, _document: Path) -> DeliveryReport:
        self.tries += 1
        return DeliveryReport(outcome=self.outcomes.pop(0), proof="ya", note=say.CUT_AFTER_DATA())


def with_relay(kantor: Kantor, relay: Relay) -> Desk:
    return replace(kantor.desk, carriers={**kantor.desk.carriers, Channel.EMAIL: relay})


def delivery_of(kantor: Kantor, letter: Letter) -> Delivery:
    (one,) = kantor.desk.register.deliveries(letter.id)
    return one


@pytest.mark.parametrize(("answer", "state"), [("done", State.SENT), ("not-done", State.SENT)])
def test_an_uncertain_delivery_waits_for_a_person_and_is_never_sent_again_by_itself(kantor: Kantor, answer: str, state: State) -> None:
    relay = Relay(Outcome.UNCERTAIN, Outcome.SENT)
    kantor.desk = with_relay(kantor, relay)
    letter = kantor.approve_all(kantor.submit(kepada=["dinkes"]))
    kantor.work()
    assert delivery_of(kantor, letter).state is DeliveryState.UNCERTAIN
    assert relay.tries == 1
    told(kantor, "resolve", letter.id, answer, "--why", "ditelepon")
    kantor.work()
    assert kantor.letter(letter.id).state is state
    assert relay.tries == (1 if answer == "done" else 2)
    refused(kantor, 65, "resolve", letter.id, "done", "--why", "lagi")


def test_a_delivery_that_a_crash_cut_off_is_uncertain_where_the_outside_cannot_tell(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon"]))
    one = delivery_of(kantor, letter)
    relay = Relay(repeatable=False)
    again = kantor.approve_all(kantor.submit("dua", kepada=["dinkes"], hal="Surat Dua")) if one else letter
    assert again.state is State.SENT
    kantor.desk = with_relay(kantor, relay)
    third = kantor.submit("tiga", kepada=["dinkes"], hal="Surat Tiga")
    kantor.desk = with_relay(kantor, Relay(Outcome.DEFERRED))
    third = kantor.approve_all(third)
    cut = delivery_of(kantor, third)
    assert cut.state is DeliveryState.DEFERRED
    kantor.desk.register.report(replace(cut, state=DeliveryState.SENDING))
    kantor.desk = with_relay(kantor, relay)
    kantor.work()
    assert delivery_of(kantor, third).state is DeliveryState.UNCERTAIN
    assert relay.tries == 0


def test_a_deferred_delivery_is_tried_again_when_the_administrator_says_so(kantor: Kantor) -> None:
    relay = Relay(Outcome.DEFERRED, Outcome.SENT)
    kantor.desk = with_relay(kantor, relay)
    letter = kantor.approve_all(kantor.submit(kepada=["dinkes"]))
    kantor.work()
    assert relay.tries == 1
    told(kantor, "retry", letter.id)
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


def test_a_mail_refused_for_good_is_printed_with_its_reason(kantor: Kantor) -> None:
    kantor.desk = with_relay(kantor, Relay(Outcome.REFUSED))
    letter = kantor.approve_all(kantor.submit(kepada=["dinkes"]))
    one = delivery_of(kantor, letter)
    assert (one.state, one.channel) == (DeliveryState.TO_PRINT, Channel.PRINT)
    assert one.note
    assert (kantor.inbox / f"5-kirim/cetak/{letter.name}.pdf").exists()


def test_several_uncertain_deliveries_are_resolved_one_by_one(kantor: Kantor) -> None:
    kantor.desk = with_relay(kantor, Relay(Outcome.UNCERTAIN, Outcome.UNCERTAIN))
    letter = kantor.approve_all(kantor.submit(kepada=["dinkes"], tembusan=[{"nama": "Arsip", "email": "arsip@example.test"}]))
    first, second = kantor.desk.register.deliveries(letter.id)
    assert str(second.id) in refused(kantor, 65, "resolve", letter.id, "done", "--why", "x")
    for one in (first, second):
        told(kantor, "resolve", letter.id, "done", "--why", "ditelepon", "--delivery", str(one.id))
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


def test_an_uncertain_signature_is_resolved_by_signing_again_if_nothing_was_signed(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    approved = kantor.desk.documents.path(letter.document or "")
    other = kantor.approve_all(kantor.submit("lain", hal="Surat Lain"))
    act = Act(action="uncertain", hand=DAEMON, at=kantor.desk.clock.now())
    kantor.desk.register.move(*pass_on(letter, State.SIGNATURE_UNCERTAIN, act, kantor.desk.office))
    refused(kantor, 65, "resolve", letter.id, "done", "--why", "x")
    refused(kantor, 65, "resolve", letter.id, "done", "--why", "x", "--file", str(kantor.desk.documents.path(other.document or "")))
    refused(kantor, 65, "resolve", letter.id, "done", "--why", "x", "--file", str(approved))
    told(kantor, "resolve", letter.id, "not-done", "--why", "gateway tidak mencatat")
    kantor.work()
    signed = kantor.decide(kantor.letter(letter.id))
    assert signed.state is State.SENT


def test_a_signed_file_ends_an_uncertain_signature(kantor: Kantor, tmp_path: Path) -> None:
    letter = kantor.submit(kepada=["kecamatan-sewon"])
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    from pipeline.domain.page import SignatureBlock
    from pipeline.domain.signing import Secret, SignedDocument, SigningOrder

    block = SignatureBlock(position="Kepala Dinas", name="Nama Pejabat", rank="", nip="", words="TTE", qr="x")
    source, target = kantor.desk.documents.path(letter.document or ""), tmp_path / "gateway.pdf"
    assert letter.box is not None
    order = SigningOrder(
        letter=letter.id, source=str(source), target=str(target), box=letter.box, block=block, reason="", location="", at=kantor.desk.clock.now()
    )
    (result,) = kantor.desk.signer.sign([order], kantor.settings.office.officials["kepala-dinas"], Secret(kantor.passphrase), lambda _letter: None)
    assert isinstance(result, SignedDocument)
    act = Act(action="uncertain", hand=DAEMON, at=kantor.desk.clock.now())
    kantor.desk.register.move(*pass_on(letter, State.SIGNATURE_UNCERTAIN, act, kantor.desk.office))
    told(kantor, "resolve", letter.id, "done", "--why", "gateway mencatat", "--file", order.target)
    kantor.work()
    assert kantor.letter(letter.id).state is State.DISPATCHING


def test_where_the_registry_officer_releases_a_signed_letter_waits_for_him(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", gerbang="petugas") as kantor:
        letter = kantor.approve_all(kantor.submit())
        assert letter.state is State.READY_TO_SEND
        kantor.fill(kantor.form(letter, "5-kirim/siap"), keputusan="tahan", catatan="tunggu cap")
        kantor.work()
        assert kantor.letter(letter.id).state is State.HELD
        told(kantor, "release", letter.id)
        kantor.work()
        kantor.fill(kantor.form(letter, "5-kirim/siap"), keputusan="lepas")
        kantor.work()
        assert kantor.letter(letter.id).state is State.SENT


def test_where_the_registry_officer_numbers_every_letter_waits_for_him(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", penomoran="petugas") as kantor:
        letter = kantor.submit()
        assert letter.state is State.RECEIVED
        kantor.save("minta", f'hal: Undangan\npermintaan: nomor\nklasifikasi: "{CODE}"\n', pdf=None)
        kantor.work()
        assert "petugas" in kantor.notes()["1-konsep/dafduk/minta.PERBAIKI.txt"]
        told(kantor, "decide", letter.id, "setuju", "--as", "petugas-arsip")
        kantor.work()
        assert kantor.letter(letter.id).state is State.IN_VERIFICATION


def test_an_office_that_moved_delivers_to_its_partners_folder_where_it_is_now(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "lama") as kantor:
        letter = kantor.submit()
    (tmp_path / "lama").rename(tmp_path / "baru")
    with reopen_kantor(tmp_path / "baru") as moved:
        assert moved.approve_all(moved.letter(letter.id)).state is State.SENT
        (drop,) = (moved.settings.state / "esurat" / "diskominfo").glob(f"{letter.id}_*.pdf")
    assert drop.is_file()
    assert not (tmp_path / "lama").exists()
