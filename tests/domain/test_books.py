"""The office's books: what stands in each row, in both languages."""

from datetime import date

import pytest

from pipeline.domain.books import AgendaLine, DispatchLine, agenda, dispatch_line, expedition
from pipeline.domain.channel import Channel
from pipeline.domain.letter import Delivery
from pipeline.domain.notes import Language
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.office import Recipient, Security
from pipeline.domain.states import DeliveryState
from tests.letters import TODAY, a_submission

GONE = date(2026, 11, 25)


def an_agenda_line(**changes: object) -> AgendaLine:
    facts: dict[str, object] = {"number": "400.10/7", "status": NumberStatus.USED, "unit": "umum", "subject": "Undangan", "day": TODAY}
    return AgendaLine(**facts | changes)  # type: ignore[arg-type]  # test values


def a_dispatch_line(**changes: object) -> DispatchLine:
    facts: dict[str, object] = {
        "number": "400.10/7",
        "day": TODAY,
        "subject": "Undangan",
        "security": Security.ORDINARY,
        "recipient": "Kecamatan Sewon",
        "address": "Jl. Parangtritis",
        "channel": Channel.PRINT,
        "is_copy": False,
        "sent_on": GONE,
        "taken_by": "Bu Tini",
        "proof": "Bu Tini; resi 12",
    }
    return DispatchLine(**facts | changes)  # type: ignore[arg-type]  # test values


def test_the_agenda_has_the_columns_of_the_buku_agenda() -> None:
    book = agenda([], office="Dinas", year=2026, language=Language.INDONESIAN)
    assert [one.heading for one in book.columns] == ["No", "Nomor", "Tanggal Surat", "Tanggal Kirim", "Kepada", "Isi Ringkas", "Keterangan"]
    assert (book.title, book.office, book.period) == ("BUKU AGENDA SURAT KELUAR", "Dinas", "2026")
    assert book.page.format(page=2, pages=3) == "Halaman 2 dari 3"


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (an_agenda_line(sent_on=GONE, recipients=("Sewon", "Kasihan")), (1, "400.10/7", TODAY, GONE, "Sewon; Kasihan", "Undangan", "")),
        (an_agenda_line(status=NumberStatus.RESERVED), (1, "400.10/7", TODAY, None, "", "Undangan", "dicadangkan untuk umum")),
        (an_agenda_line(status=NumberStatus.VOID, note="keliru"), (1, "400.10/7", TODAY, None, "", "Undangan", "batal: keliru")),
        (an_agenda_line(security=Security.SECRET), (1, "400.10/7", TODAY, None, "", "Rahasia", "")),
    ],
    ids=["sent", "reserved", "void", "confidential"],
)
def test_each_number_of_the_agenda_says_what_became_of_it(line: AgendaLine, row: tuple[object, ...]) -> None:
    assert list(agenda([line], office="Dinas", year=2026, language=Language.INDONESIAN).rows) == [row]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (
            a_dispatch_line(),
            (1, GONE, "23 November 2026, 400.10/7", "Undangan", "Kecamatan Sewon, Jl. Parangtritis", "Bu Tini", "printed, carried; resi 12"),
        ),
        (
            a_dispatch_line(sent_on=None, taken_by="", proof="", address="", is_copy=True, security=Security.TOP_SECRET),
            (1, None, "23 November 2026, 400.10/7", "Sangat Rahasia", "Kecamatan Sewon", "", "printed, carried; copy"),
        ),
    ],
    ids=["handed over", "a confidential copy that waits"],
)
def test_each_recipient_stands_in_the_dispatch_book(line: DispatchLine, row: tuple[object, ...]) -> None:
    assert list(expedition([line], office="Dinas", period=2026, language=Language.ENGLISH).rows) == [row]


def test_a_day_of_the_dispatch_book_says_the_day_in_words() -> None:
    assert expedition([], office="Dinas", period=GONE, language=Language.INDONESIAN).period == "25 November 2026"


def test_a_line_of_the_dispatch_book_is_the_delivery_as_it_was_made() -> None:
    to = Recipient(name="Kecamatan Sewon", channel=Channel.EMAIL, email="sewon@example.test", address="Jl. Parangtritis")
    made = Delivery(
        id=1,
        letter="2026-000001",
        recipient=to,
        channel=Channel.PRINT,
        state=DeliveryState.SENT,
        proof="Bu Tini; resi 12",
        sent_on=GONE,
        taken_by="Bu Tini",
    )
    assert dispatch_line(made, a_submission(subject="Undangan"), number="400.10/7", day=TODAY) == a_dispatch_line()
