"""What is said about e-surat between offices: a covering note, a partner's answer, a letter that came in."""

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
