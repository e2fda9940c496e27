"""What comes back and what is asked for: revisions, numbers, withdrawals, and letters that say little."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.domain.channel import Channel, DeliveryReport, Outcome
from pipeline.domain.decision import DecisionFolder, Item, Verdict
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.handover import DAEMON, Act, pass_on
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.signing import Secret
from pipeline.domain.states import DeliveryState, State
from pipeline.domain.submission import Invitation, NumberRequest, WithdrawRequest
from pipeline.ports import Claimed, Draft, Drafts, Ruling
from pipeline.rounds import work
from pipeline.stages import ask_code, cancel, dispatch, hold, receive, request, send_back, show, sign, submit, verify
from tests.kantor import CODE, KONSEP, Kantor, open_kantor
from tests.letters import a_letter, a_submission

GOOD = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'


def returned(kantor: Kantor) -> Letter:
    return kantor.decide(kantor.submit(), "revisi", catatan="Perbaiki.")


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"klasifikasi": "400.12.3.1"}, CODE),
        ({"tanggal": "2020-01-01"}, "tanggal"),
        ({"unit": "umum"}, "bidang"),
    ],
    ids=["another code", "another date", "another unit"],
)
def test_a_revision_keeps_what_its_number_says(kantor: Kantor, keys: dict[str, str], word: str) -> None:
    letter = returned(kantor)
    unit = keys.pop("unit", "dafduk")
    facts = {"hal": "Undangan Baru", "klasifikasi": CODE, "surat": letter.id} | keys
    kantor.save("lagi", "kepada: [diskominfo]\n" + "".join(f'{key}: "{value}"\n' for key, value in facts.items()), unit=unit)
    kantor.work()
    assert word in kantor.notes()[f"1-konsep/{unit}/lagi.PERBAIKI.txt"]
    assert kantor.letter(letter.id).state is State.RETURNED


def test_a_letter_that_is_not_returned_cannot_be_replaced(kantor: Kantor) -> None:
    letter = kantor.submit()
    kantor.save("lagi", f'hal: Lain\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\nsurat: "{letter.id}"\n')
    kantor.work()
    assert letter.id in kantor.notes()["1-konsep/dafduk/lagi.PERBAIKI.txt"]


def test_a_letter_returned_before_it_had_a_number_is_numbered_after_its_revision(kantor: Kantor) -> None:
    letter = kantor.submit(klasifikasi=None)
    act = Act(action="returned", hand=DAEMON, at=kantor.desk.clock.now())
    kantor.desk.register.move(*pass_on(letter, State.RETURNED, act, kantor.desk.office))
    kantor.work()
    again = kantor.submit("lagi", surat=letter.id)
    assert again.number is not None
    assert again.revision == 2


def test_two_sidecars_of_one_name_are_told(kantor: Kantor) -> None:
    kantor.save("surat", "hal: A\nkepada: [diskominfo]\n")
    (kantor.konsep / "surat.yml").write_text("hal: B\nkepada: [dinkes]\n", "utf-8")
    kantor.work()
    assert "surat.yml" in kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]


def test_a_pdf_whose_end_has_not_come_yet_is_waited_for(kantor: Kantor) -> None:
    whole = (KONSEP / "carlito.pdf").read_bytes()
    kantor.save("surat", f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n', pdf=whole[:9000])
    kantor.work()
    assert not kantor.desk.register.letters()
    assert (kantor.konsep / "surat.pdf").exists()
    kantor.save("surat", None, pdf=whole)
    kantor.work()
    assert len(kantor.desk.register.letters()) == 1


def test_a_pdf_that_stays_cut_off_goes_aside_with_the_reason_and_the_next_one_is_taken(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", tidak_lengkap_menit="0.02") as kantor:
        whole = (KONSEP / "carlito.pdf").read_bytes()
        kantor.save("surat", f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n', pdf=whole[:9000])
        kantor.work()
        assert (kantor.konsep / "surat.pdf").exists()
        assert kantor.notes() == {}
        until = time.monotonic() + 60
        while (kantor.konsep / "surat.pdf").exists():
            assert time.monotonic() < until
            kantor.work()
        assert "belum lengkap (terpotong)" in kantor.notes()["1-konsep/dafduk/surat.ALASAN.txt"]
        (aside,) = (kantor.inbox / "karantina").glob("*/surat.pdf")
        assert aside.read_bytes() == whole[:9000]
        kantor.save("surat", None, pdf=whole)
        kantor.work()
        assert len(kantor.desk.register.letters()) == 1


@pytest.mark.parametrize("letter_of", ["nobody", "umum"])
def test_nobody_withdraws_a_letter_that_is_not_his(kantor: Kantor, letter_of: str) -> None:
    letter = "2020-000009" if letter_of == "nobody" else kantor.submit(unit="umum").id
    kantor.save("batal", f'permintaan: batal\nsurat: "{letter}"\ncatatan: salah\n', pdf=None)
    kantor.work()
    assert letter in kantor.notes()["1-konsep/dafduk/batal.PERBAIKI.txt"]


def test_a_confidential_letter_shows_its_subject_to_nobody_but_its_officials(kantor: Kantor) -> None:
    letter = kantor.submit(hal="Mutasi Jabatan", keamanan="Rahasia", kepada=["kecamatan-sewon"])
    back = kantor.decide(letter, "revisi", catatan="Mutasi keliru.")
    assert [path.name for path in (kantor.inbox / "kembali/dafduk").iterdir()] == [f"{back.name}.catatan.txt"]
    assert "Mutasi" not in kantor.notes()[f"kembali/dafduk/{back.name}.catatan.txt"]
    kantor.save("lagi", f'hal: Mutasi Jabatan\nkepada: [kecamatan-sewon]\nklasifikasi: "{CODE}"\nkeamanan: Rahasia\nsurat: "{letter.id}"\n')
    kantor.work()
    printed = kantor.approve_all(kantor.letter(letter.id))
    assert printed.state is State.DISPATCHING
    kantor.fill(kantor.form(printed, "5-kirim/cetak"), keputusan="terkirim", penerima="Camat")
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    assert not list((kantor.inbox / "6-terkirim").rglob("*.pdf"))


def test_the_same_withdrawal_found_again_is_only_answered(kantor: Kantor) -> None:
    letter = kantor.submit()
    draft = Draft(unit="dafduk", stem="batal", pdf=None, sidecar=kantor.konsep / "batal.yaml", account="")
    moving = replace(kantor.desk, drafts=Changing(kantor.desk.drafts))
    assert request.withdraw(draft, WithdrawRequest(letter=letter.id), moving) is None
    claiming = replace(kantor.desk, drafts=Changing(kantor.desk.drafts, Claimed(source=None, raw_sidecar="sha256:0")))
    first = request.withdraw(draft, WithdrawRequest(letter=letter.id), claiming)
    second = request.withdraw(draft, WithdrawRequest(letter=letter.id), claiming)
    assert first == second
    assert kantor.actions(letter).count("cancelled") == 1


class Changing:
    """Drafts whose file changes just before it is claimed, or is claimed as told; all else is the office's own."""

    def __init__(self, real: Drafts, claimed: Claimed | None = None) -> None:
        self._real, self._claimed = real, claimed

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def claim(self, _draft: Draft) -> Claimed | None:
        return self._claimed


def test_a_draft_that_changes_while_it_is_read_is_left_for_the_next_round(kantor: Kantor) -> None:
    kantor.save("surat", None)
    desk = replace(kantor.desk, drafts=Changing(kantor.desk.drafts))  # type: ignore[arg-type]  # the rest is the real one's
    draft = Draft(unit="dafduk", stem="surat", pdf=kantor.konsep / "surat.pdf", sidecar=None, account="")
    assert receive.run(draft, a_submission(), desk) is None
    request.reserve(draft, NumberRequest(subject="x", code=CODE), desk)
    assert not list(kantor.desk.register.lines(kantor.desk.clock.today().year))
    assert receive.read(draft, desk) is None


@pytest.mark.parametrize(
    "blank", ['hal: ""\nkepada: [diskominfo]\n', 'hal: Undangan\nkepada: ""\n', 'hal: ""\nkepada: ""\n'], ids=["no subject", "no recipient", "neither"]
)
def test_a_draft_whose_form_is_not_filled_in_yet_waits_untold_and_is_taken_once_it_is(kantor: Kantor, blank: str) -> None:
    kantor.save("surat", blank + f'klasifikasi: "{CODE}"\n')
    kantor.work()
    assert kantor.desk.register.letters() == ()
    assert kantor.notes() == {}, "not ready is not wrong"
    assert (kantor.konsep / "surat.pdf").read_bytes() == (KONSEP / "liberation.pdf").read_bytes()
    kantor.save("surat", GOOD, pdf=None)
    kantor.work()
    (letter,) = kantor.desk.register.letters()
    assert letter.number is not None


class SavedAtTheClaim:
    """The office's own drafts, where a clerk saves his sidecar again after his draft was judged and just before it is claimed."""

    def __init__(self, kantor: Kantor, text: str) -> None:
        self._real, self._save = kantor.desk.drafts, lambda: kantor.save("surat", text, pdf=None)
        self.claims = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def claim(self, draft: Draft) -> Claimed | None:
        self.claims += 1
        if self.claims == 1:
            self._save()
        return self._real.claim(draft)


def test_a_draft_saved_again_while_it_is_claimed_is_no_letter_yet_and_becomes_one_as_it_was_saved_last(kantor: Kantor) -> None:
    kantor.save("surat", GOOD)
    saving = SavedAtTheClaim(kantor, GOOD.replace("Undangan", "Undangan Rapat Kedua"))
    desk = replace(kantor.desk, drafts=saving)  # type: ignore[arg-type]  # the rest is the real one's
    while not saving.claims:
        work(desk, kantor.each)
    assert kantor.desk.register.letters() == ()
    assert list(kantor.desk.register.lines(kantor.desk.clock.today().year)) == [], "no number is given"
    kantor.work()
    (letter,) = kantor.desk.register.letters()
    assert letter.submission.subject == "Undangan Rapat Kedua"


def test_a_letter_without_pdf_is_no_letter(kantor: Kantor) -> None:
    draft = Draft(unit="dafduk", stem="surat", pdf=None, sidecar=None, account="")
    form = Invitation(opening="A", day_and_date="B", time="C", place="D", occasion="E", closing="F")
    for asked in (a_submission(), a_submission(invitation=form)):  # what it was made of is gone
        assert receive.run(draft, asked, kantor.desk) is None
    assert not kantor.desk.register.letters(everything=True)


@pytest.mark.parametrize("run", [verify.run, sign.run, send_back.run, ask_code.run, cancel.run, hold.run, dispatch.release], ids=lambda run: run.__module__)
def test_what_needs_a_person_waits_for_him(kantor: Kantor, run: object) -> None:
    letter = a_letter(State.IN_VERIFICATION)
    assert callable(run)
    assert run(letter, kantor.desk, None) is letter


def test_a_letter_without_number_is_neither_stamped_nor_signed(kantor: Kantor) -> None:
    with pytest.raises(HeldError):
        submit.order_for(a_letter(State.NUMBERED), kantor.desk)
    item = Item(letter="2026-000001", document="", verdict=Verdict.APPROVE)
    ruling = Ruling(item=item, folder=DecisionFolder.SIGNATURE, actor="kepala-dinas", accounts=(), evidence="", secret=Secret("x"))
    with pytest.raises(HeldError):
        sign.run(a_letter(State.AWAITING_SIGNATURE), kantor.desk, ruling)


def test_a_signature_that_cannot_be_recorded_is_that_letters_own_trouble(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    item = Item(letter=letter.id, document=letter.document or "", verdict=Verdict.APPROVE)
    ruling = Ruling(item=item, folder=DecisionFolder.SIGNATURE, actor="kepala-dinas", accounts=(), evidence="e", secret=Secret(kantor.passphrase))

    class Failing:
        def __getattr__(self, name: str) -> object:
            return getattr(kantor.desk.register, name)

        def move(self, *_: object, **__: object) -> Letter:
            raise LaterError(say.NOT_HELD(letter=letter.id))

    desk = replace(kantor.desk, register=Failing())  # type: ignore[arg-type]  # the rest is the real one's
    with pytest.raises(LaterError):
        sign.run(letter, desk, ruling)
    assert sign.run(letter, kantor.desk, ruling).state is State.SIGNED


def test_a_delivery_that_a_crash_cut_off_is_done_again_where_that_is_harmless(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon"], tembusan=["diskominfo"]))
    copies = list((kantor.settings.state / "esurat/diskominfo").glob("*.pdf"))
    sent = next(one for one in kantor.desk.register.deliveries(letter.id) if one.is_copy)
    cut = replace(sent, state=DeliveryState.SENDING)

    class Cut:
        """The register as a crash between sending and recording left it."""

        def __getattr__(self, name: str) -> object:
            return getattr(kantor.desk.register, name)

        def deliveries(self, _letter: str) -> tuple[Delivery, ...]:
            return (cut,)

        def report(self, delivery: Delivery, event: Event | None = None) -> None:
            reports.append(delivery.state)
            assert event is not None

    reports: list[DeliveryState] = []
    dispatch.carry(letter, replace(kantor.desk, register=Cut()))  # type: ignore[arg-type]  # the rest is the real one's
    assert reports == [DeliveryState.SENT]
    assert list((kantor.settings.state / "esurat/diskominfo").glob("*.pdf")) == copies


def test_after_five_days_of_deferrals_a_mail_is_printed(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon"], tembusan=["Arsip"]))
    tired = replace(kantor.desk.register.deliveries(letter.id)[0], state=DeliveryState.DEFERRED, attempts=200, channel=Channel.EMAIL, next_at=None)
    reports: list[Delivery] = []

    class Tired:
        def __getattr__(self, name: str) -> object:
            return getattr(kantor.desk.register, name)

        def deliveries(self, _letter: str) -> tuple[Delivery, ...]:
            return (tired,)

        def report(self, delivery: Delivery, event: Event | None = None) -> None:
            assert event is None or event.letter == letter.id
            reports.append(delivery)

    class Never:
        is_repeatable = True

        def carry(self, _letter: Letter, _delivery: Delivery, _document: Path) -> DeliveryReport:
            return DeliveryReport(outcome=Outcome.DEFERRED)

    carriers = {**kantor.desk.carriers, Channel.EMAIL: Never()}
    dispatch.carry(letter, replace(kantor.desk, register=Tired(), carriers=carriers))  # type: ignore[arg-type]  # the rest is the real one's
    assert (reports[-1].state, reports[-1].channel) == (DeliveryState.TO_PRINT, Channel.PRINT)
    assert "dicetak" in reports[-1].note


def test_a_letter_that_needs_nobody_is_not_shown_to_the_registry_officer(kantor: Kantor) -> None:
    assert [one.path for one in show.what_is_seen(a_letter(State.RECEIVED), kantor.desk)] == ["1-konsep/dafduk/undangan.diterima.txt"]


def test_a_letter_with_nobody_to_send_to_is_held(kantor: Kantor) -> None:
    letter = kantor.submit()
    dispatching = replace(letter, state=State.DISPATCHING)
    with pytest.raises(HeldError):
        dispatch.carry(dispatching, kantor.desk)


def test_a_letter_is_due_after_the_standard_time_of_its_step(kantor: Kantor) -> None:
    letter = kantor.submit()
    assert letter.due is not None
    assert letter.due - letter.since == timedelta(minutes=3)


@pytest.mark.parametrize(
    ("recipient", "word"),
    [("", "tujuan"), ("Bupati Sleman", "Bupati Sleman")],
    ids=["which of several", "not among them"],
)
def test_a_hand_over_names_one_of_the_recipients_who_still_wait(kantor: Kantor, recipient: str, word: str) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon", "Bupati Bantul"]))
    values = {"tujuan": recipient} if recipient else {}
    kantor.fill(kantor.form(letter, "5-kirim/cetak"), keputusan="terkirim", penerima="X", **values)
    kantor.work()
    assert word in next(text for name, text in kantor.notes().items() if name.startswith("5-kirim/cetak"))
    assert kantor.letter(letter.id).state is State.DISPATCHING
