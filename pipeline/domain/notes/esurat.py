"""What is said about e-surat between offices: a covering note, a partner's answer, a letter that came in."""

from collections.abc import Mapping
from typing import Final

from pipeline.domain.notes import Text

NOT_JSON: Final = Text(
    id="Pengantarnya bukan JSON yang utuh. Minta pengirim mengirim ulang.",
    en="Its covering note is not whole JSON. Ask the sender to send it again.",
)
KEY_TWICE: Final = Text(
    id="Pengantarnya memuat satu kunci dua kali. Minta pengirim memperbaikinya dan mengirim ulang.",
    en="Its covering note has a key twice. Ask the sender to mend it and send it again.",
)
OTHER_VERSION: Final = Text(
    id="Pengantarnya versi {version}; di sini hanya versi {known} yang dikenal. Perbarui surat, atau minta pengirim memakai versi itu.",
    en="Its covering note is of version {version}; only version {known} is known here. Update surat, or ask the sender for that version.",
)
VALUE_WRONG: Final = Text(
    id="Isi `{key}` di pengantarnya tidak ada atau keliru. Minta pengirim memperbaikinya dan mengirim ulang.",
    en="The value of `{key}` in its covering note is missing or wrong. Ask the sender to mend it and send it again.",
)
HTTPS_NEEDED: Final = Text(
    id="Alamat e-surat harus diawali https://. Minta mitra alamat yang aman, atau kosongkan dan pakai folder atau email.",
    en="An e-surat address must begin with https://. Ask the partner for a safe one, or leave it out and use folder or email.",
)
FOLDER_AND_ADDRESS: Final = Text(
    id="Mitra ini punya folder dan alamat e-surat. Sisakan satu: folder, atau esurat.",
    en="This partner has both a folder and an e-surat address. Keep one: folder, or esurat.",
)
ADDRESS_KNOWN_OTHERWISE: Final = Text(
    id="{partner} sudah memakai alamat e-surat itu dengan token_berkas, ca_berkas, atau kenal_kunci lain. Samakan ketiganya.",
    en="{partner} has that e-surat address already, with another token_berkas, ca_berkas or kenal_kunci. Make all three the same.",
)
ONLY_FOR_POSTED: Final = Text(
    id="{key} hanya berlaku bersama esurat (https://…). Isi esurat, atau hapus {key}.",
    en="{key} only goes with esurat (https://…). Fill in esurat, or take {key} out.",
)
PARTNER_AWAY: Final = Text(
    id="E-surat {recipient} tidak terjangkau ({reason}); dicoba lagi.",
    en="The e-surat of {recipient} is out of reach ({reason}); tried again later.",
)
PARTNER_BUSY: Final = Text(
    id="E-surat {recipient} belum menerima surat (HTTP {status}); dicoba lagi.",
    en="The e-surat of {recipient} does not take the letter yet (HTTP {status}); tried again later.",
)
PARTNER_REFUSES_US: Final = Text(
    id="E-surat {recipient} tidak mengenal kantor ini (HTTP {status}); dicoba lagi. Administrator: perbarui token mitra itu (token_berkas di tujuan.yaml).",
    en="The e-surat of {recipient} does not know this office (HTTP {status}); tried again later. Administrator: renew that partner's token (token_berkas).",
)
TOKEN_UNUSABLE: Final = Text(
    id="Token untuk e-surat {recipient} tidak dapat dibaca ({reason}); dicoba lagi. Administrator: periksa token_berkas di tujuan.yaml.",
    en="The token for the e-surat of {recipient} cannot be read ({reason}); tried again later. Administrator: check token_berkas in tujuan.yaml.",
)
PARTNER_GONE: Final = Text(
    id="Alamat e-surat {recipient} tidak ada lagi di tujuan.yaml; dicoba lagi. Administrator: kembalikan alamatnya, atau batalkan suratnya.",
    en="The e-surat address of {recipient} is no longer in tujuan.yaml; tried again later. Administrator: put it back, or cancel the letter.",
)
PARTNER_REFUSES: Final = Text(
    id="E-surat {recipient} menolak surat (HTTP {status}); surat dicetak dan dikirim langsung.",
    en="The e-surat of {recipient} refuses the letter (HTTP {status}); it is printed and carried.",
)
CUT_WHILE_POSTING: Final = Text(
    id="Sambungan ke e-surat {recipient} putus sebelum ada jawaban; dikirim lagi dengan kunci yang sama, diterima satu kali.",
    en="The line to the e-surat of {recipient} was cut before an answer came; posted again with the same key, which counts once.",
)
MAY_HAVE_ARRIVED: Final = Text(
    id="E-surat {recipient} mungkin sudah menerima surat ({reason}). Administrator: tanyakan kepadanya, lalu catat dengan surat resolve.",
    en="The e-surat of {recipient} may have the letter ({reason}). Administrator: ask, then record the answer with surat resolve.",
)
NO_RECEIPT: Final = Text(
    id="E-surat {recipient} menjawab HTTP {status} tanpa tanda terima surat ini. Administrator: tanyakan kepadanya, lalu catat dengan surat resolve.",
    en="The e-surat of {recipient} answered HTTP {status} without a receipt for this letter. Administrator: ask, then record the answer with surat resolve.",
)
STILL_WRITTEN: Final = Text(
    id="belum utuh; mungkin masih dikirim. Dibiarkan di tempatnya dan dilihat lagi nanti.",
    en="not whole yet; it may still be on its way. Left where it is, to be looked at again.",
)
NO_PDF: Final = Text(
    id="PDF-nya ({file}) belum ada. Bila tidak juga datang, minta pengirim mengirim ulang.",
    en="its PDF ({file}) is not there yet. If it does not come, ask the sender to send it again.",
)
NO_NOTE: Final = Text(
    id="pengantarnya (.json) belum ada. Bila tidak juga datang, minta pengirim mengirim ulang.",
    en="its covering note (.json) is not there yet. If it does not come, ask the sender to send it again.",
)
NOT_A_NOTE: Final = Text(
    id="bukan pengantar e-surat; dibiarkan di tempatnya. Pindahkan bila bukan untuk folder ini.",
    en="no covering note of an e-surat; left where it is. Move it if it does not belong here.",
)
NOTE_TOO_LARGE: Final = Text(
    id="Pengantarnya terlalu besar. Minta pengirim memperbaikinya dan mengirim ulang.",
    en="Its covering note is too large. Ask the sender to mend it and send it again.",
)
PDF_TOO_LARGE: Final = Text(
    id="{file} lebih besar daripada batas ukuran_mib; dibiarkan di tempatnya. Naikkan batas itu di pipeline.yaml, atau minta pengirim memperkecilnya.",
    en="{file} is larger than ukuran_mib allows; left where it is. Raise that limit in pipeline.yaml, or ask the sender to make it smaller.",
)
OTHER_DIGEST: Final = Text(
    id="Isi {file} bukan yang disebut pengantarnya: rusak di jalan atau diganti. Minta pengirim mengirim ulang.",
    en="{file} is not what its covering note says: damaged on the way, or exchanged. Ask the sender to send it again.",
)
CANNOT_BE_JUDGED: Final = Text(
    id="{file} bukan PDF yang dapat diperiksa: rusak, atau melampaui batas waktu atau memori. Minta pengirim mengirim ulang.",
    en="{file} is no PDF that can be judged: it is damaged, or goes beyond the limits of time or memory. Ask the sender to send it again.",
)
UNSIGNED: Final = Text(
    id="{file} tidak ditandatangani secara elektronik. Minta pengirim mengirim surat yang sudah ber-TTE.",
    en="{file} has no electronic signature. Ask the sender for the signed letter.",
)
SIGNATURE_BROKEN: Final = Text(
    id="TTE {file} tidak sah: isinya diubah sesudah ditandatangani. Jangan dipakai; beri tahu pengirim.",
    en="The signature of {file} does not hold: it was altered afterwards. Do not use it; tell the sender.",
)
ROOT_UNKNOWN: Final = Text(
    id="TTE-nya utuh ({signers}), tetapi akarnya belum dipercaya di sini. Tambahkan ke `akar` di pipeline.yaml bila memang sah; surat dibiarkan.",
    en="its signature is whole ({signers}), but its root is not trusted here. Add it to `akar` in pipeline.yaml if it is genuine; the letter stays.",
)
ID_TAKEN: Final = Text(
    id="Pesan {message} sudah pernah diterima dengan isi lain. Tanyakan kepada pengirim mana yang benar.",
    en="The message {message} was received before with another document. Ask the sender which is right.",
)
CAME_BEFORE: Final = Text(
    id="sudah diterima pada {day}; yang datang lagi ini sama dan tidak disimpan dua kali.",
    en="received on {day} already; this is the same and is not filed twice.",
)
FOLDER_OR_DISK_FAILS: Final = Text(
    id="folder atau cakram gagal ({reason}); surat tetap di tempatnya. Perbaiki, lalu jalankan lagi.",
    en="a folder or disk fails ({reason}); the letter is where it was. Mend that, then run it again.",
)
ANOTHER_TAKES: Final = Text(
    id="Surat masuk sedang diambil oleh perintah lain ({folder}). Coba lagi nanti.",
    en="Another command is taking letters in ({folder}). Try again later.",
)
FOLDER_NOT_THERE: Final = Text(
    id="Folder {folder} tidak ada atau tidak terjangkau. Periksa namanya, atau pasang lagi bagiannya.",
    en="The folder {folder} is missing or out of reach. Check its name, or mount its share again.",
)
ARRIVED: Final = Text(
    id="{file}: diterima, {number} dari {sender}. Tanda terima {receipt}; TTE: {signers}.",
    en="{file}: received, {number} from {sender}. Receipt {receipt}; signed by {signers}.",
)
NOT_ARRIVED: Final = Text(id="{file}: {fortune}: {reason}", en="{file}: {fortune}: {reason}")
NOTHING_ARRIVED: Final = Text(id="Tidak ada surat di {folder}.", en="There is no letter in {folder}.")
MASUK: Final = Text(
    id="Ambil surat yang ditaruh mitra di FOLDER: periksa, simpan, beri tanda terima.",
    en="Take the letters partners put into FOLDER: check them, file them, give receipts.",
)

FORTUNES: Final[Mapping[str, Text]] = {
    "diterima": Text(id="diterima", en="received"),
    "sudah_ada": Text(id="sudah ada", en="known"),
    "menunggu": Text(id="menunggu", en="waiting"),
    "belum_dipercaya": Text(id="belum dipercaya", en="not trusted"),
    "terlalu_besar": Text(id="terlalu besar", en="too large"),
    "disisihkan": Text(id="disisihkan", en="put aside"),
    "gagal": Text(id="gagal", en="failed"),
}
"""What became of a letter that came in, by `Fortune`'s values."""
PROBE_THERE: Final = Text(id="E-surat {partner} menjawab di {address} (HTTP {status}).", en="The e-surat of {partner} answers at {address} (HTTP {status}).")
PROBE_AWAY: Final = Text(
    id="E-surat {partner} tidak menjawab di {address} ({reason}). Surat menunggu dan dicoba lagi; periksa esurat di tujuan.yaml, atau hubungi mitra.",
    en="The e-surat of {partner} does not answer at {address} ({reason}). Letters wait and are tried again; look at esurat in tujuan.yaml, or call him.",
)
PROBE_CERTIFICATE: Final = Text(
    id="Sertifikat e-surat {partner} di {address} tidak dapat dipercaya ({reason}). Tulis namanya seperti di sertifikatnya, atau sebut penerbitnya"
    " di ca_berkas.",
    en="The certificate of the e-surat of {partner} at {address} cannot be trusted ({reason}). Write the name as that certificate has it, or name its issuer in"
    " ca_berkas.",
)
PROBE_TOKEN: Final = Text(
    id="Token untuk e-surat {partner} tidak dapat dipakai ({reason}). Simpan token itu di baris pertama token_berkas, terbaca oleh akun layanan, mode 0600.",
    en="The token for the e-surat of {partner} cannot be used ({reason}). Put it into the first line of token_berkas, for the service's account to read, 0600.",
)
PROBE_TOKEN_OPEN: Final = Text(
    id="Token untuk e-surat {partner} terbaca orang lain. Perbaiki dengan: chmod 600 {file}",
    en="The token for the e-surat of {partner} can be read by others. Mend it: chmod 600 {file}",
)
PROBE_TOKEN_EMPTY: Final = Text(
    id="Token untuk e-surat {partner} kosong. Tulis token itu di baris pertama {file}.",
    en="The token for the e-surat of {partner} is empty. Write it into the first line of {file}.",
)
PROBE_NO_TOKEN: Final = Text(
    id="E-surat {partner} dikirimi tanpa token. Token yang diserahkan systemd baru terlihat bila layanan jalan.",
    en="The e-surat of {partner} is posted to without a token. One that systemd hands over is seen only while the service runs.",
)
