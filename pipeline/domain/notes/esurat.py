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
