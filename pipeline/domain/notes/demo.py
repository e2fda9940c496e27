"""The story that `surat demo` tells."""

from typing import Final

from pipeline.domain.notes import Text

BEGIN: Final = Text(id="Kantor contoh di {folder}; layanan berjalan.", en="An example office in {folder}; the daemon runs.")
REQUESTS_NUMBER: Final = Text(id="Dafduk meminta nomor lebih dulu: permintaan: nomor", en="Dafduk asks for a number first: permintaan: nomor")
GOT_NUMBER: Final = Text(id="  → nomor {number} dicadangkan", en="  → number {number} is reserved")
SAVES: Final = Text(id="{unit} menyimpan draf «{subject}»", en="{unit} saves a draft «{subject}»")
RECEIVED: Final = Text(id="  → diterima sebagai {letter}, nomor {number}", en="  → received as {letter}, number {number}")
WAITS_NUMBER: Final = Text(id="  → diterima sebagai {letter}; menunggu petugas arsip", en="  → received as {letter}; waits for the registry officer")
DECIDES: Final = Text(id="{official}: {verdict} {letter}", en="{official}: {verdict} {letter}")
RETURNED: Final = Text(
    id="  → kembali ke pemohon dengan alasan; nomor tetap {number}",
    en="  → back to the applicant with the reason; the number stays {number}",
)
RESUBMITS: Final = Text(id="Pemohon memperbaiki dan menyimpan lagi (revisi ke-{revision})", en="The applicant mends it and saves again (revision {revision})")
SIGNED: Final = Text(id="  → ditandatangani: {signer}, {level}, utuh dan tepercaya", en="  → signed: {signer}, {level}, intact and trusted")
DELIVERED: Final = Text(id="  → {recipient}: {channel}, {state}", en="  → {recipient}: {channel}, {state}")
CANCELLED: Final = Text(id="  → dibatalkan; nomor {number} tetap di buku agenda, batal", en="  → cancelled; number {number} stays in the register, void")
ALL_WELL: Final = Text(
    id="Selesai: {letters} surat, nomor urut {sequences} tanpa celah, setiap langkah diperiksa.",
    en="Done: {letters} letters, sequences {sequences} without a gap, every step verified.",
)
FAILED: Final = Text(id="GAGAL: {what}", en="FAILED: {what}")
KEPT: Final = Text(id="Kantor contoh tetap ada di {folder}", en="The example office stays in {folder}")
TOOK_TOO_LONG: Final = Text(id="tidak terjadi dalam {seconds} detik: {what}", en="did not happen within {seconds} seconds: {what}")
DIFFERS: Final = Text(id="{what}: seharusnya {wanted}, ternyata {found}", en="{what}: should be {wanted}, is {found}")
