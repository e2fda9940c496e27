"""What is said about the printer and its jobs."""

from typing import Final

from pipeline.domain.notes import Text

PRINTER_AWAY: Final = Text(
    id="Printer tidak terjangkau ({reason}); dicoba lagi.",
    en="The printer is out of reach ({reason}); tried again later.",
)
PRINTER_BUSY: Final = Text(
    id="Printer belum menerima surat ({code}); dicoba lagi.",
    en="The printer does not take the letter yet ({code}); tried again later.",
)
PRINTER_REFUSES: Final = Text(
    id="Printer menolak surat ({code}); cetak dari folder 5-kirim/cetak.",
    en="The printer refuses the letter ({code}); print it from the folder 5-kirim/cetak.",
)
PRINTER_UNCLEAR: Final = Text(
    id="Printer tidak menjawab dengan jelas ({reason}); ditanyai lagi.",
    en="The printer gave no clear answer ({reason}); it is asked again.",
)
PRINTING: Final = Text(id="pekerjaan cetak {job} di printer", en="print job {job} at the printer")
WAITS_FOR_PRINTER: Final = Text(id="printer belum menerimanya; dicoba terus", en="the printer has not taken it yet; it is tried again and again")
PRINTER_ASKED: Final = Text(
    id="belum jelas apakah printer menerimanya; printer ditanyai lagi",
    en="it is not clear whether the printer took it; the printer is asked again",
)
PAPER: Final = Text(
    id="Printer dan surat {letter}, nomor {number}\n\n{lines}\n\nSesudah diserahkan, isi formulirnya: terkirim.",
    en="The printer and letter {letter}, number {number}\n\n{lines}\n\nOnce it is handed over, fill in the form: terkirim.",
)
PRINTED: Final = Text(
    id="pekerjaan cetak {job} selesai menurut printer; periksa kertasnya, lalu tulis terkirim sesudah diantar",
    en="print job {job} is done, says the printer; look at the paper, and write terkirim once it is carried",
)
PRINT_BY_HAND: Final = Text(
    id="Pekerjaan cetaknya batal, putus, atau tidak dikenal printer. Periksa kertas di printer; bila tidak ada, cetak dari folder 5-kirim/cetak.",
    en="Its print job was cancelled, broke off, or is not known to the printer. Look at the printer; if nothing is there, print it from 5-kirim/cetak.",
)
NOT_A_PRINTER: Final = Text(
    id="{key} berisi {found}. Tulis alamat printer yang diawali ipp:// atau ipps://.",
    en="{key} says {found}. Write a printer's address that begins with ipp:// or ipps://.",
)
