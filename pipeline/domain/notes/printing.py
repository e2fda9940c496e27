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
PROBE_READY: Final = Text(id="Printer {address} siap dan menerima PDF.", en="The printer {address} is ready and takes PDF.")
PROBE_AWAY: Final = Text(
    id="Printer {address} tidak menjawab ({reason}). Surat menunggu dan dicoba lagi; nyalakan printernya, atau periksa cetak: printer di pipeline.yaml.",
    en="The printer {address} does not answer ({reason}). Letters wait and are tried again; switch it on, or look at cetak: printer in pipeline.yaml.",
)
PROBE_CERTIFICATE: Final = Text(
    id="Sertifikat printer {address} tidak dapat dipercaya ({reason}). Tulis namanya seperti di sertifikatnya, atau sebut penerbitnya di cetak: ca_berkas.",
    en="The certificate of the printer {address} cannot be trusted ({reason}). Write its name as its certificate has it, or name its issuer in"
    " cetak: ca_berkas.",
)
PROBE_NO_PRINTER: Final = Text(
    id="Di {address} tidak ada printer yang melayani kantor ini ({code}). Periksa cetak: printer di pipeline.yaml, dan siapa yang boleh mencetak di sana.",
    en="At {address} there is no printer that serves this office ({code}). Look at cetak: printer in pipeline.yaml, and at who may print there.",
)
PROBE_NO_PDF: Final = Text(
    id="Printer {address} tidak menerima PDF. Buat antrean CUPS untuk printer itu, lalu tulis alamat antreannya (ipp://localhost/printers/…).",
    en="The printer {address} takes no PDF. Make a queue of CUPS for it and write that queue's address (ipp://localhost/printers/…).",
)
PROBE_STOPPED: Final = Text(
    id="Printer {address} berhenti: surat menunggu di sana. Jalankan lagi di printernya, atau dengan cupsenable.",
    en="The printer {address} is stopped: letters wait there. Start it again at the printer, or with cupsenable.",
)
PROBE_CLOSED: Final = Text(
    id="Printer {address} tidak menerima pekerjaan baru: surat menunggu dan dicoba lagi. Buka lagi di printernya, atau dengan cupsaccept.",
    en="The printer {address} takes no new jobs: letters wait and are tried again. Open it again at the printer, or with cupsaccept.",
)
PROBE_NO_PAPER: Final = Text(id="Printer {address} kehabisan kertas ({reason}). Isi kertas.", en="The printer {address} is out of paper ({reason}). Fill it.")
PROBE_TROUBLE: Final = Text(id="Printer {address} melaporkan {reason}. Periksa printernya.", en="The printer {address} reports {reason}. Look at it.")
