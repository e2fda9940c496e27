"""What the books of outgoing letters say: their titles, headings and remarks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.domain.notes import Text

TITLES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "agenda": Text(id="BUKU AGENDA SURAT KELUAR", en="REGISTER OF OUTGOING LETTERS"),
        "ekspedisi": Text(id="BUKU EKSPEDISI", en="DISPATCH BOOK"),
    }
)
_ROW: Final = Text(id="No", en="No")
_REMARKS: Final = Text(id="Keterangan", en="Remarks")
HEADINGS: Final[Mapping[str, tuple[Text, ...]]] = MappingProxyType(
    {
        "agenda": (
            _ROW,
            Text(id="Nomor", en="Number"),
            Text(id="Tanggal Surat", en="Letter Date"),
            Text(id="Tanggal Kirim", en="Sent"),
            Text(id="Kepada", en="To"),
            Text(id="Isi Ringkas", en="Subject"),
            _REMARKS,
        ),
        "ekspedisi": (
            _ROW,
            Text(id="Tanggal Pengiriman", en="Dispatched"),
            Text(id="Tanggal dan Nomor Surat", en="Letter Date and Number"),
            Text(id="Isi Singkat", en="Subject"),
            Text(id="Ditujukan Kepada", en="Addressed To"),
            Text(id="Penerima/Paraf", en="Receiver/Initials"),
            _REMARKS,
        ),
    }
)
"""The headings of a book's columns, by the book."""
PAGE: Final = Text(id="Halaman {{page}} dari {{pages}}", en="Page {{page}} of {{pages}}")
COPY: Final = Text(id="tembusan", en="copy")
BY_HAND: Final = Text(id="nomor manual", en="given by hand")
WAITING_LETTER: Final = Text(id="dicadangkan untuk {unit}", en="reserved for {unit}")
VOID: Final = Text(id="batal: {reason}", en="void: {reason}")
EXPORTED: Final = Text(id="{count} baris ditulis ke {file}.", en="{count} rows written to {file}.")
PERIOD_NEEDED: Final = Text(
    id="Sebut tahunnya dengan --year, mis. --year 2026; untuk buku ekspedisi satu hari: --day 25-11-2026.",
    en="Say the year with --year, such as --year 2026; for one day's dispatch book: --day 25-11-2026.",
)
DAY_OF_AGENDA: Final = Text(
    id="--day hanya untuk buku ekspedisi: tambahkan --book ekspedisi, atau pakai --year.",
    en="--day is for the dispatch book alone: add --book ekspedisi, or use --year.",
)
DAY_UNREADABLE: Final = Text(id='"{day}" bukan tanggal. Tulis seperti 25-11-2026.', en='"{day}" is no date. Write it like 25-11-2026.')
NOT_WRITTEN: Final = Text(
    id="{file} tidak dapat ditulis: {reason}. Pilih folder lain, atau tutup berkas itu bila sedang terbuka.",
    en="{file} cannot be written: {reason}. Choose another folder, or close the file where it is open.",
)
