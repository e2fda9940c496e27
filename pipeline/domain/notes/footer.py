"""What is said about the sentence at the foot of signed letters."""

from typing import Final

from pipeline.domain.notes import Text

PRINTED: Final = Text(
    id='kaki surat: "{text}"',
    en='footer: "{text}"',
)
ADDED_IF_CERTIFIED: Final = Text(
    id="{text} (hanya bila TTE-nya tersertifikasi)",
    en="{text} (only if the TTE is certified)",
)
CANNOT_BE_PRINTED: Final = Text(
    id="Surat {letter} belum ditandatangani: kaki surat tidak dapat dicetak. {reason} "
    "Administrator: kosongkan `tte: kaki` lalu jalankan surat release {letter}; atau jalankan itu saja, dan minta pejabat memilih revisi.",
    en="Letter {letter} is not signed: its footer cannot be printed. {reason} "
    "Administrator: leave `tte: kaki` empty, then run surat release {letter}; or run that alone, and have the official choose revisi.",
)
WITHOUT_CERTIFICATE: Final = Text(
    id="kaki menyebut sertifikat penyelenggara negara, padahal tidak ada TTE kantor ini yang tersertifikasi. "
    "Isi `bsre: alamat` (dengan `tersertifikasi: ya`) atau `akar_negara`, atau kosongkan kaki.",
    en="kaki names a state certification centre's certificate, but no TTE of this office is certified. "
    "Fill in `bsre: alamat` (with `tersertifikasi: ya`) or `akar_negara`, or leave kaki empty.",
)
TOO_LONG: Final = Text(
    id="kaki sepanjang {count} huruf; paling banyak {most}. Persingkat.",
    en="kaki has {count} characters; at most {most} fit. Shorten it.",
)
NOT_DRAWABLE: Final = Text(
    id='Huruf "{character}" pada kaki tidak ada di huruf cetak kami. Ganti huruf itu.',
    en='The character "{character}" of kaki is not in our typefaces. Replace it.',
)
