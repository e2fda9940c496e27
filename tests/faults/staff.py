"""The office's staff, played: they save, decide, revise and withdraw by what they see in the folders, and know nothing of the daemon.

Each of them does each thing once. What was done is noted outside the office, so that a killed daemon changes nothing about it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.domain.handover import Hand
from pipeline.domain.states import DeliveryState
from pipeline.ports import Desk
from pipeline.stages import resolve
from tests.kantor import CODE, KONSEP

INVITATION = {
    "pembuka": "Kami mengundang Saudara pada:",
    "hari_tanggal": "Senin, 1 Maret 2027",
    "waktu": "Pukul 09.00 WIB",
    "tempat": "Aula",
    "acara": "Rapat",
    "penutup": "Terima kasih.",
}
LETTER = re.compile(r"\d{4}-\d{6}")
Act = Callable[["Staff"], bool]
"""Something a person does once; whether the moment for it had come."""


@dataclass(frozen=True)
class Staff:
    """Everybody who works with one office's folders."""

    office: Path
    pdf: Path = KONSEP / "carlito.pdf"

    @property
    def inbox(self) -> Path:
        return self.office / "inbox"

    @property
    def diary(self) -> Path:
        """What has been done, one line a deed."""
        return self.office.with_suffix(".diary")

    @property
    def passphrase(self) -> str:
        return str(yaml.safe_load((self.office / "state/demo/passphrases.yaml").read_text("utf-8"))["kepala-dinas"])

    def play(self, acts: dict[str, Act]) -> int:
        """Do all whose moment has come and that have not been done; how many."""
        now = [name for name, act in acts.items() if not self.has_done(name) and act(self)]
        with self.diary.open("a", encoding="utf-8") as page:
            page.writelines(f"{name}\n" for name in now)
        return len(now)

    def has_done(self, name: str) -> bool:
        return self.diary.exists() and name in self.diary.read_text("utf-8").split("\n")

    def save(self, unit: str, stem: str, text: str, pdf: Path | None) -> bool:
        folder = self.inbox / "1-konsep" / unit
        if pdf is not None:
            (folder / f"{stem}.pdf").write_bytes(pdf.read_bytes())
        (folder / f"{stem}.yaml").write_text(text, "utf-8")
        return True

    def id_of(self, unit: str, stem: str) -> str | None:
        """The letter's id, as its receipt says."""
        receipt = self.inbox / "1-konsep" / unit / f"{stem}.diterima.txt"
        found = LETTER.search(receipt.read_text("utf-8-sig")) if receipt.exists() else None
        return found[0] if found else None

    def form(self, folder: str, id: str) -> Path | None:
        """A letter's form in a folder, if it lies there."""
        return next(iter(self.inbox.glob(f"{folder}/{id}_*.keputusan.yaml")), None)

    def fill(self, form: Path | None, **values: str) -> bool:
        """Fill a form in as Notepad does: the same file, its lines changed in place."""
        if form is None:
            return False
        text = form.read_text("utf-8")
        for key, value in values.items():
            text = text.replace(f'{key}: ""', f'{key}: "{value}"')
        form.write_text(text, "utf-8")
        return True


def deciding(slug: str, folder: str, **values: str) -> Act:
    """Fill in the form of the letter with that slug in a folder, when it lies there."""

    def decide(staff: Staff) -> bool:
        form = next(iter(staff.inbox.glob(f"{folder}/*_{slug}.keputusan.yaml")), None)
        given = {key: staff.passphrase if key == "passphrase" else value for key, value in values.items()}
        return staff.fill(form, **given)

    return decide


def saving(unit: str, stem: str, *, pdf: bool = True, **keys: object) -> Act:
    """Save a draft."""
    text = yaml.safe_dump(keys, allow_unicode=True)
    return lambda staff: staff.save(unit, stem, text, staff.pdf if pdf else None)


def withdrawing(staff: Staff) -> bool:
    letter = staff.id_of("dafduk", "ditarik")
    return letter is not None and staff.save("dafduk", "batal", f'permintaan: batal\nsurat: "{letter}"\ncatatan: Salah alamat\n', None)


def cancelling(staff: Staff) -> bool:
    letter = staff.id_of("umum", "dibatalkan")
    if letter is None or staff.form("3-verifikasi/sekretaris", letter) is None:
        return False
    (staff.inbox / "2-penomoran/batal.yaml").write_text(f'surat: "{letter}"\nkeputusan: batal\ncatatan: Acara ditiadakan\n', "utf-8")
    return True


def saving_again(staff: Staff) -> bool:
    """The same draft once more, as a clerk does who has not seen the receipt."""
    return staff.id_of("dafduk", "utama") is not None and MAIN(staff, "utama-lagi")


def revising(staff: Staff) -> bool:
    """Save what came back again, with another PDF."""
    sidecar = next(iter((staff.inbox / "kembali/dafduk").glob("*.yaml")), None)
    return sidecar is not None and staff.save("dafduk", "utama-2", sidecar.read_text("utf-8"), KONSEP / "liberation.pdf")


def MAIN(staff: Staff, stem: str = "utama") -> bool:  # noqa: N802 -- the letter that everything happens to
    everybody = {"hal": "Surat Utama", "kepada": ["diskominfo", "dinkes", "kecamatan-sewon"], "klasifikasi": CODE}
    return saving("dafduk", stem, **everybody)(staff)


SCENARIO: dict[str, Act] = {
    "a number is asked for": saving("dafduk", "minta", pdf=False, hal="Undangan", permintaan="nomor", klasifikasi=CODE),
    "the main letter is saved": MAIN,
    "a letter is saved that its applicant will withdraw": saving("dafduk", "ditarik", hal="Surat Ditarik", kepada=["diskominfo"], klasifikasi=CODE),
    "a letter is saved that the registry officer will cancel": saving("umum", "dibatalkan", hal="Surat Dibatalkan", kepada=["dinkes"], klasifikasi=CODE),
    "an invitation's form is saved without a code": saving("umum", "tanpa-kode", pdf=False, hal="Surat Tanpa Kode", kepada=["diskominfo"], undangan=INVITATION),
    "the main letter is saved again": saving_again,
    "its applicant withdraws it": withdrawing,
    "the registry officer cancels it": cancelling,
    "the registry officer gives the code": deciding("surat-tanpa-kode", "2-penomoran", keputusan="setuju", klasifikasi=CODE),
    "a superior returns the main letter": deciding("surat-utama", "3-verifikasi/kabid-dafduk", keputusan="revisi", catatan="Tanggalnya keliru"),
    "it is saved revised": revising,
    "the first superior verifies": lambda staff: (
        staff.has_done("it is saved revised") and deciding("surat-utama", "3-verifikasi/kabid-dafduk", keputusan="setuju")(staff)
    ),
    "the second superior verifies": deciding("surat-utama", "3-verifikasi/sekretaris", keputusan="setuju"),
    "the head signs": deciding("surat-utama", "4-tte/kepala-dinas", keputusan="setuju", passphrase=""),
    "it is released": deciding("surat-utama", "5-kirim/siap", keputusan="lepas"),
    "it is handed over": deciding("surat-utama", "5-kirim/cetak", keputusan="terkirim", penerima="Bu Tini", resi="R-1"),
    "the other letter is verified": deciding("surat-tanpa-kode", "3-verifikasi/sekretaris", keputusan="setuju"),
    "the other letter is signed": deciding("surat-tanpa-kode", "4-tte/kepala-dinas", keputusan="setuju", passphrase=""),
    "the other letter is released": deciding("surat-tanpa-kode", "5-kirim/siap", keputusan="lepas"),
}
"""Every way a letter can take through the office, all at once."""


def end_uncertainties(desk: Desk, was_sent: Callable[[str], bool]) -> Iterator[str]:
    """The administrator asks the recipients of what may or may not have arrived, and records what they say; the letters' ids."""
    for letter in desk.register.letters():
        for delivery in desk.register.deliveries(letter.id):
            if delivery.state is DeliveryState.UNCERTAIN:
                done = was_sent(f"{letter.name}-{delivery.id}")
                act = resolve.act_of(Hand(actor="surat:admin"), desk, "ditanyakan per telepon")
                resolve.delivery(letter, delivery, desk, act, done=done)
                yield letter.id
