"""What is said about the sentence at the foot of signed letters."""

from typing import Final

from pipeline.domain.notes import Text

PRINTED: Final = Text(
    id='kaki surat: "{text}"',
    en='footer: "{text}"',
)
CANNOT_BE_PRINTED: Final = Text(
    id="Surat {letter} belum ditandatangani: kaki surat tidak dapat dicetak. {reason} "
    "Administrator: minta pejabat mengembalikannya, atau kosongkan `tte: kaki`; lalu jalankan surat release {letter}.",
    en="Letter {letter} is not signed: its footer cannot be printed. {reason} "
    "Administrator: have the official send it back, or leave `tte: kaki` empty; then run surat release {letter}.",
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
