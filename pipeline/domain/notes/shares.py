"""What the shared folders say about a letter: receipts, returns, and the lines above a form."""

from collections.abc import Mapping
from typing import Final

from pipeline.domain.channel import Channel
from pipeline.domain.notes import Text
from pipeline.domain.states import State

RECEIPT: Final = Text(
    id=(
        "Surat ini sudah diterima dan aman.\n\nID surat     : {letter}\nNomor        : {number}\n"
        "Sekarang     : {place}\nMenunggu     : {whom}\nSejak        : {since}\nDikirim ke   : {recipients}\n\n"
        "Catatan ini ditulis ulang setiap kali surat berpindah, dan hilang bila surat selesai."
    ),
    en=(
        "This letter is received and safe.\n\nLetter id    : {letter}\nNumber       : {number}\n"
        "Now          : {place}\nWaits for    : {whom}\nSince        : {since}\nGoes to      : {recipients}\n\n"
        "This note is rewritten each time the letter moves, and goes when the letter is done."
    ),
)
RECIPIENT: Final = Text(id="{name}: {way}", en="{name}: {way}")
RECIPIENTS_KEPT_BACK: Final = Text(id="(rahasia)", en="(confidential)")
CHANNELS: Final[Mapping[Channel, Text]] = {
    Channel.ESURAT: Text(id="e-surat", en="e-surat"),
    Channel.EMAIL: Text(id="e-mail", en="e-mail"),
    Channel.PRINT: Text(id="dicetak, diantar", en="printed, carried"),
}
"""By which way a recipient gets his letter."""
SYSTEM: Final = Text(id="sistem", en="the system")
ADMINISTRATOR: Final = Text(id="administrator", en="the administrator")
RETURNED: Final = Text(
    id=(
        "Surat dikembalikan untuk diperbaiki.\n\nID surat     : {letter}\nNomor        : {number} (tetap)\nHal          : {subject}\nOleh         : {who}\n"
        "Kapan        : {when}\nAlasan       : {reason}\n\nYang perlu dilakukan:\n{steps}"
    ),
    en=(
        "The letter was returned for revision.\n\nLetter id    : {letter}\nNumber       : {number} (it stays)\nSubject      : {subject}\nBy           : {who}\n"
        "When         : {when}\nReason       : {reason}\n\nWhat to do:\n{steps}"
    ),
)
MEND_DRAFT: Final = Text(
    id=(
        "1. Perbaiki draf di pengolah kata, lalu simpan sebagai PDF.\n2. Salin berkas .yaml di folder ini; baris surat jangan dihapus.\n"
        "3. Simpan keduanya dengan nama yang sama di folder 1-konsep/{unit}."
    ),
    en=(
        "1. Mend the draft in the word processor and save it as PDF.\n2. Copy the .yaml file of this folder; do not delete the line surat.\n"
        "3. Save both under the same name in the folder 1-konsep/{unit}."
    ),
)
MEND_INVITATION: Final = Text(
    id=(
        "1. Salin berkas .yaml di folder ini ke folder 1-konsep/{unit}, tanpa PDF-nya.\n"
        "2. Perbaiki bagian undangan di dalamnya, lalu simpan; baris surat jangan dihapus.\n"
        "Halamannya dibuat lagi dari isian itu."
    ),
    en=(
        "1. Copy the .yaml file of this folder to the folder 1-konsep/{unit}, without the PDF.\n"
        "2. Mend the part undangan in it and save it; do not delete the line surat.\n"
        "The page is composed anew from that form."
    ),
)
RETURNED_CONFIDENTIAL: Final = Text(
    id=(
        "Surat rahasia {letter}, nomor {number}, dikembalikan untuk diperbaiki.\n\nTanyakan alasannya kepada pejabat yang memeriksa.\n"
        "Simpan perbaikannya di folder 1-konsep/{unit} dengan baris surat berisi ID di atas."
    ),
    en=(
        "Confidential letter {letter}, number {number}, was returned for revision.\n\nAsk the official who read it for the reason.\n"
        "Save its revision in the folder 1-konsep/{unit} with the id above on the line surat."
    ),
)
CANCELLED: Final = Text(
    id=(
        "Surat dibatalkan.\n\nID surat     : {letter}\nNomor        : {number}\nHal          : {subject}\nOleh         : {who}\n"
        "Kapan        : {when}\nAlasan       : {reason}\n\nNomornya tetap di buku agenda sebagai nomor batal dan tidak dipakai lagi.\n"
        "Bila surat masih diperlukan, simpan sebagai surat baru di folder 1-konsep/{unit}, tanpa baris surat.\n\n"
        "Catatan ini hilang sendiri setelah {days} hari."
    ),
    en=(
        "The letter was cancelled.\n\nLetter id    : {letter}\nNumber       : {number}\nSubject      : {subject}\nBy           : {who}\n"
        "When         : {when}\nReason       : {reason}\n\nIts number stays in the register, void, and is not used again.\n"
        "If the letter is still needed, save it as a new one in the folder 1-konsep/{unit}, without the line surat.\n\n"
        "This note goes away by itself after {days} days."
    ),
)
CANCELLED_CONFIDENTIAL: Final = Text(
    id=(
        "Surat rahasia {letter}, nomor {number}, dibatalkan oleh {who} pada {when}.\n\nTanyakan alasannya kepadanya. "
        "Nomornya tetap di buku agenda sebagai nomor batal.\n\nCatatan ini hilang sendiri setelah {days} hari."
    ),
    en=(
        "Confidential letter {letter}, number {number}, was cancelled by {who} on {when}.\n\nAsk there for the reason. "
        "Its number stays in the register, void.\n\nThis note goes away by itself after {days} days."
    ),
)
ON_HOLD: Final = Text(
    id=(
        "Surat {letter}, nomor {number}, ditahan sejak {since}.\n\nAlasan: {reason}\n\n"
        "Anda tidak perlu berbuat apa-apa. Setelah administrator melepasnya, PDF dan formulirnya muncul lagi di sini."
    ),
    en=(
        "Letter {letter}, number {number}, is on hold since {since}.\n\nReason: {reason}\n\n"
        "There is nothing for you to do. Once the administrator releases it, its PDF and form appear here again."
    ),
)
REASON: Final = Text(id="Perhatian", en="Note")
TO_HAND: Final = Text(id="Antar ke", en="Hand to")
BY_HAND: Final = Text(id="diantar / pos", en="by hand / post")
SUBJECT: Final = Text(id="Perihal surat", en="Subject")
NUMBER: Final = Text(id="No. surat", en="Number")
DATE: Final = Text(id="Tgl. surat", en="Date")
FROM_UNIT: Final = Text(id="Dari bidang", en="From unit")
TO: Final = Text(id="Ditujukan", en="To")
COPY: Final = Text(id="Salinan", en="Copy to")
SECURITY: Final = Text(id="Sifat naskah", en="Security")
URGENCY: Final = Text(id="Tingkat urgensi", en="Urgency")
ENCLOSURE: Final = Text(id="Jumlah lampiran", en="Enclosures")
REMARK: Final = Text(id="Pesan pemohon", en="Applicant's remark")
SIGNATORY: Final = Text(id="Ditandatangani", en="Signed by")
TTE_ADDS: Final = Text(id="TTE menambahkan", en="The TTE adds")
KEPT_BACK: Final = Text(id="Ditahan karena", en="Held because")

PLACES: Final[Mapping[State, Text]] = {
    State.RECEIVED: Text(id="menunggu nomor", en="waits for its number"),
    State.NUMBERED: Text(id="sudah bernomor", en="has its number"),
    State.IN_VERIFICATION: Text(id="sedang diverifikasi", en="is being verified"),
    State.AWAITING_SIGNATURE: Text(id="menunggu tanda tangan (TTE)", en="waits for the signature (TTE)"),
    State.SIGNED: Text(id="sudah ditandatangani", en="is signed"),
    State.READY_TO_SEND: Text(id="menunggu dilepas untuk dikirim", en="waits to be released"),
    State.DISPATCHING: Text(id="sedang dikirim", en="is being sent"),
    State.SENT: Text(id="sudah terkirim", en="is sent"),
    State.RETURNED: Text(id="dikembalikan untuk diperbaiki; lihat folder kembali", en="returned for revision; see the folder kembali"),
    State.HELD: Text(id="ditahan; petugas sedang memeriksa", en="on hold; somebody looks into it"),
    State.CANCELLED: Text(id="dibatalkan", en="cancelled"),
    State.SIGNATURE_UNCERTAIN: Text(id="menunggu kepastian tanda tangan", en="waits until the signature is certain"),
}
"""Where a letter is, in a clerk's words."""
