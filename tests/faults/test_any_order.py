"""Staff drop, edit, duplicate, delete and decide in any order, rightly and wrongly, while the daemon crashes: no letter lost, numbered or sent twice."""

import os
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack, suppress
from functools import cache
from itertools import count
from pathlib import Path

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.domain.letter import Letter
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.states import State
from tests.faults.boundaries import Meet, watch
from tests.faults.crash import was_mailed
from tests.faults.invariants import assert_nothing_left_behind, secrets_in
from tests.faults.staff import Staff, end_uncertainties
from tests.faults.workplace import MEMORY, Workshop, come_to_rest, new_office, tally_of, workshop_of
from tests.kantor import CODE, KONSEP

EXAMPLES, STEPS = 12, 25
MANY_EXAMPLES = 60
"""for each minute of a soak"""
STEMS = st.sampled_from(["undangan", "laporan", "edaran"])
UNITS = st.sampled_from(["dafduk", "umum"])
BODIES = st.integers(1, 4)
NTH = st.integers(0, 9)


class CutError(BaseException):
    """The daemon ends here, whatever it was about to do."""


def cut_at(number: int) -> Meet:
    """End the daemon at its boundary of that number."""
    numbers = count()

    def meet(_: str) -> None:
        if next(numbers) == number:
            raise CutError

    return meet


@cache
def first_morning() -> tuple[Path, Workshop]:
    """A new office to begin every example with, made once; its folder goes with this process's examples."""
    folder = Path(tempfile.mkdtemp(prefix=f"surat-faults-{os.getpid()}-", dir=MEMORY))
    new_office(folder / "stage/kantor", gerbang="petugas")
    shop = workshop_of(folder / "stage/kantor")
    shutil.copytree(folder / "stage", folder / "template")
    return folder, shop


def body(number: int) -> bytes:
    return (KONSEP / "carlito.pdf").read_bytes() + b"\n%% %d\n" % number


class Office(RuleBasedStateMachine):
    """The office, with everybody in it."""

    def __init__(self) -> None:
        super().__init__()
        folder, self.shop = first_morning()
        shutil.rmtree(folder / "stage")
        shutil.copytree(folder / "template", folder / "stage")
        self.office = self.shop.settings.root
        self.inbox = self.office / "inbox"
        self.staff = Staff(self.office)
        self.saved: set[str] = set()
        """the digests of all PDFs that were ever saved and that nobody of the staff took away again"""
        self.old_forms: list[tuple[Path, str]] = []
        self.daemon = ExitStack()
        self.desk = self.daemon.enter_context(self.shop.desk())

    def teardown(self) -> None:
        self.rest()
        self.restart()
        self.rest()
        assert_nothing_left_behind(self.office)
        self.daemon.close()

    # What the clerks do

    @rule(unit=UNITS, stem=STEMS, number=BODIES, coded=st.booleans(), to=st.sampled_from(["diskominfo", "dinkes", "kecamatan-sewon"]))
    def save_a_draft(self, *, unit: str, stem: str, number: int, coded: bool, to: str) -> None:
        self.save_a_pdf(unit=unit, stem=stem, number=number)
        facts = {"hal": f"Surat {number}", "kepada": [to], **({"klasifikasi": CODE} if coded else {})}
        self._write(self.inbox / "1-konsep" / unit / f"{stem}.yaml", yaml.safe_dump(facts).encode())

    @rule(unit=UNITS, stem=STEMS, number=BODIES, at=st.integers(0, 80))
    def save_a_draft_and_crash(self, *, unit: str, stem: str, number: int, at: int) -> None:
        self.save_a_draft(unit=unit, stem=stem, number=number, coded=True, to="dinkes")
        self.crash(number=at)

    @rule(unit=UNITS, stems=st.permutations(["undangan", "laporan"]), number=BODIES)
    def save_a_draft_twice(self, *, unit: str, stems: list[str], number: int) -> None:
        for stem in stems:
            self.save_a_draft(unit=unit, stem=stem, number=number, coded=True, to="dinkes")

    @rule(nth=NTH, at=st.integers(0, 80))
    def approve_and_crash(self, *, nth: int, at: int) -> None:
        self.approve(nth=nth, right=True)
        self.crash(number=at)

    @rule(unit=UNITS, stem=STEMS, number=BODIES)
    def save_a_pdf(self, *, unit: str, stem: str, number: int) -> None:
        target = self.inbox / "1-konsep" / unit / f"{stem}.pdf"
        self._write(target, body(number))
        self.saved.add(digest_of_bytes(body(number)))

    @rule(unit=UNITS, stem=STEMS)
    def save_a_wrong_sidecar(self, *, unit: str, stem: str) -> None:
        self._write(self.inbox / "1-konsep" / unit / f"{stem}.yaml", b"hal: Surat\nkepada: [diskominfo]\nklasifikasi: 9.9.9\nnomer: 1\n")

    @rule(unit=UNITS, stem=STEMS, ending=st.sampled_from([".pdf", ".yaml", ".PERBAIKI.txt", ".diterima.txt"]))
    def delete_a_file(self, *, unit: str, stem: str, ending: str) -> None:
        self._take_away(self.inbox / "1-konsep" / unit / f"{stem}{ending}")

    @rule(unit=UNITS, stem=STEMS)
    def ask_for_a_number(self, *, unit: str, stem: str) -> None:
        self._write(self.inbox / "1-konsep" / unit / f"nomor-{stem}.yaml", f"hal: Undangan\npermintaan: nomor\nklasifikasi: {CODE}\n".encode())

    @rule(nth=NTH)
    def withdraw(self, *, nth: int) -> None:
        letter = self._nth_letter(nth)
        if letter is not None:
            text = f'permintaan: batal\nsurat: "{letter.id}"\ncatatan: Salah\n'
            self._write(self.inbox / "1-konsep" / letter.unit / "batal.yaml", text.encode())

    @rule(stem=STEMS, nth=NTH, number=BODIES)
    def save_what_came_back(self, *, stem: str, nth: int, number: int) -> None:
        sidecars = sorted((self.inbox / "kembali").glob("*/*.yaml"))
        if sidecars:
            sidecar = sidecars[nth % len(sidecars)]
            self.save_a_pdf(unit=sidecar.parent.name, stem=stem, number=number)
            self._write(self.inbox / "1-konsep" / sidecar.parent.name / f"{stem}.yaml", sidecar.read_bytes())

    # What the officials do

    @rule(nth=NTH, right=st.booleans())
    def approve(self, *, nth: int, right: bool) -> None:
        form = self._nth_form(nth)
        if form is not None:
            self.old_forms.append((form, form.read_text("utf-8")))
            secret = self.staff.passphrase if right else "bukan-passphrase-itu"
            verdict = {"siap": "lepas", "cetak": "terkirim"}.get(form.parent.name, "setuju")
            code = {"klasifikasi": CODE if right else "9.9.9"} if form.parent.name == "2-penomoran" else {}
            self.staff.fill(form, keputusan=verdict, passphrase=secret, penerima="Bu Tini", **code)

    @rule(nth=NTH)
    def send_back(self, *, nth: int) -> None:
        form = self._nth_form(nth)
        if form is not None:
            self.staff.fill(form, keputusan="revisi", catatan="Keliru")

    @rule(nth=NTH)
    def contradict(self, *, nth: int) -> None:
        form = self._nth_form(nth)
        if form is not None:
            text = form.read_text("utf-8")
            self._write(form.with_name("lain.yaml"), text.replace('keputusan: ""', 'keputusan: "revisi"').replace('catatan: ""', 'catatan: "X"').encode())
            self.staff.fill(form, keputusan="setuju", passphrase=self.staff.passphrase)

    @precondition(lambda self: self.old_forms)
    @rule(nth=NTH)
    def decide_on_what_is_over(self, *, nth: int) -> None:
        form, text = self.old_forms[nth % len(self.old_forms)]
        self._write(form.with_name("lama.yaml"), text.replace('keputusan: ""', 'keputusan: "setuju"').encode())

    @rule(nth=NTH)
    def cancel(self, *, nth: int) -> None:
        letter = self._nth_letter(nth)
        if letter is not None and nth > 6:  # seldom, or few letters get far
            self._write(self.inbox / "2-penomoran/batal.yaml", f'surat: "{letter.id}"\nkeputusan: batal\ncatatan: Batal\n'.encode())

    # What the daemon does

    @rule()
    def rest(self) -> None:
        come_to_rest(self.desk)
        while list(end_uncertainties(self.desk, lambda name: was_mailed(self.office, name))):
            come_to_rest(self.desk)

    @rule(number=st.integers(0, 150))
    def crash(self, *, number: int) -> None:
        self.restart(cut_at(number))
        with suppress(CutError):
            come_to_rest(self.desk)
        self.restart()

    @rule()
    def restart(self, meet: Meet = lambda _: None) -> None:
        self.daemon.close()
        self.desk = self.daemon.enter_context(self.shop.desk(lambda desk: watch(desk, meet)))

    # What holds whenever nobody is looking

    @invariant()
    def every_number_is_one_letters(self) -> None:
        letters = self.desk.register.letters(everything=True)
        given = [letter.number for letter in letters if letter.number]
        assert len(set(given)) == len(given)
        lines = list(self.desk.register.lines(self.desk.clock.today().year))
        assert [line.number.sequence for line in lines] == list(range(1, len(lines) + 1))
        assert {line.number for line in lines if line.status is not NumberStatus.RESERVED and line.letter} == set(given)

    @invariant()
    def no_draft_is_two_letters(self) -> None:
        present = [one for one in self.desk.register.letters(everything=True) if one.state not in {State.RETURNED, State.CANCELLED}]
        same = Counter((letter.unit, letter.source, letter.sidecar) for letter in present)
        assert not [one for one, times in same.items() if times > 1], same

    @invariant()
    def nothing_counts_or_is_sent_twice(self) -> None:
        tally = tally_of(self.office)
        mails = Counter(line.split()[0] for line in tally.read_text().splitlines()) if tally.exists() else Counter[str]()
        assert not [one for one, times in mails.items() if times > 1], mails
        for letter in self.desk.register.letters(everything=True):
            events = self.desk.register.events(letter.id)
            counted = Counter(event.evidence for event in events if event.evidence)
            assert not [one for one, times in counted.items() if times > 1], events
            assert sum(event.action == "signed" for event in events) <= 1

    @invariant()
    def every_file_ever_saved_is_somewhere(self) -> None:
        lying = {digest_of_file(path) for path in self.inbox.rglob("*.pdf")}
        missing = [one for one in self.saved - lying if not (self.office / "state/documents" / one[7:9] / one[7:]).exists()]
        assert not missing, missing

    @invariant()
    def the_record_is_whole(self) -> None:
        assert self.desk.register.broken_link() is None
        for _, digest in self.desk.register.documents():
            assert self.desk.documents.path(digest).is_file()
        assert not [one for one in secrets_in(self.office) if one.startswith(("state/documents", "state/surat"))]

    def _write(self, path: Path, content: bytes) -> None:
        """Save as an editor does: the name holds another file from now on."""
        self._take_away(path)
        path.write_bytes(content)

    def _take_away(self, path: Path) -> None:
        """Whoever writes over his own draft or deletes it has taken it away himself."""
        if path.suffix == ".pdf" and path.exists():
            others = [one for one in self.inbox.rglob("*.pdf") if one != path]
            if digest_of_file(path) not in {digest_of_file(one) for one in others}:
                self.saved.discard(digest_of_file(path))
        path.unlink(missing_ok=True)

    def _nth_letter(self, nth: int) -> Letter | None:
        letters = self.desk.register.letters()
        return letters[nth % len(letters)] if letters else None

    def _nth_form(self, nth: int) -> Path | None:
        forms = sorted(self.inbox.rglob("*.keputusan.yaml"))
        return forms[nth % len(forms)] if forms else None


def test_in_any_order_of_saving_deciding_and_crashing_no_letter_is_lost_or_doubled(soak: float) -> None:
    examples = int(MANY_EXAMPLES * soak) or EXAMPLES
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    try:
        run_state_machine_as_test(
            Office, settings=settings(max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=checks)
        )
    finally:
        shutil.rmtree(first_morning()[0])
        first_morning.cache_clear()
