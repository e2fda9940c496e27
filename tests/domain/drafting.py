"""The example office of these tests, and files as its staff write them."""

from datetime import date

from pipeline.adapters.sidecar import load
from pipeline.domain.channel import Channel
from pipeline.domain.decision import Decision, DecisionFolder, Undecided
from pipeline.domain.errors import Fault
from pipeline.domain.nodes import MapNode
from pipeline.domain.office import Office, Official, Recipient, Role, Unit
from pipeline.domain.read_decision import read_decision
from pipeline.domain.read_sidecar import read_sidecar
from pipeline.domain.submission import NotReady, Sidecar

TODAY = date(2027, 3, 1)
BOOK = {
    "diskominfo": Recipient(name="Kepala Dinas Komunikasi", channel=Channel.ESURAT, folder="/srv/esurat/diskominfo"),
    "dinkes": Recipient(name="Kepala Dinas Kesehatan", channel=Channel.EMAIL, email="dinkes@example.test"),
    "kecamatan-sewon": Recipient(name="Panewu Sewon", channel=Channel.PRINT, address="Jalan Parangtritis"),
}
OFFICE = Office(
    id="dukcapil",
    name="Dinas Kependudukan",
    place="Bantul",
    head="kepala-dinas",
    units={
        "umum": Unit(id="umum", name="Subbagian Umum", chain=("sekretaris",), signatories=("kepala-dinas",)),
        "dafduk": Unit(id="dafduk", name="Bidang Dafduk", chain=("kabid-dafduk", "sekretaris"), signatories=("kepala-dinas", "sekretaris")),
        "arsip": Unit(id="arsip", name="Arsip", chain=(), signatories=()),
    },
    officials={
        one.id: one
        for one in (
            Official(id="kabid-dafduk", name="Siti Aminah, S.Sos.", position="Kepala Bidang", roles=frozenset({Role.VERIFIER})),
            Official(id="sekretaris", name="Budi Santosa, M.Si.", position="Sekretaris Dinas", roles=frozenset({Role.VERIFIER, Role.SIGNATORY})),
            Official(id="kabid-capil", name="Rina Wati", position="Kepala Bidang Capil", roles=frozenset({Role.VERIFIER})),
            Official(id="kepala-dinas", name="Agus Salim, M.M.", position="Kepala Dinas", roles=frozenset({Role.SIGNATORY})),
        )
    },
    address_book=BOOK,
    codes={"400.12": "Kependudukan", "400.12.3": "Pencatatan Kelahiran", "400.10": "Olahraga", "000.1": "Ketatausahaan"},
)


def tree(text: str) -> MapNode:
    return load(text.encode())


def sidecar(text: str, *, office: Office = OFFICE, unit: str = "dafduk", has_pdf: bool = True) -> tuple[Sidecar | NotReady | None, tuple[Fault, ...]]:
    return read_sidecar(tree(text), office, unit, TODAY, has_pdf=has_pdf)


def decision(text: str, folder: DecisionFolder) -> tuple[Decision | Undecided | None, tuple[Fault, ...]]:
    return read_decision(tree(text), folder, TODAY)


def texts(faults: tuple[Fault, ...]) -> list[object]:
    """Which sentences of the catalogue were said."""
    return [one.message.text for one in faults]
