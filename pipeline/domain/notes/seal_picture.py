"""What is said about the office's pictures: its stamp (*stempel*) in the visible TTE, and the emblem of its letterhead."""

from typing import Final

from pipeline.domain.notes import Text

SEAL_PICTURE_UNREADABLE: Final = Text(
    id="Surat belum ditandatangani: gambar stempel {file} tidak dapat dibaca ({reason}). "
    "Administrator: pasang kembali berkas PNG-nya atau kosongkan `tte: stempel`, lalu lepaskan suratnya (surat release).",
    en="The letter is not signed: the picture of the stamp {file} cannot be read ({reason}). "
    "Administrator: put the PNG file back or leave `tte: stempel` empty, then release the letter (surat release).",
)
ADDS_SEAL_PICTURE: Final = Text(id="gambar stempel kantor", en="the picture of the office's stamp")
NOT_A_PNG: Final = Text(
    id="{key} menyebut {path}, yang bukan berkas PNG yang utuh. Simpan gambarnya sebagai PNG, lalu sebut berkas itu.",
    en="{key} names {path}, which is not an intact PNG file. Save the picture as PNG and name that file.",
)
WRONG_SIZE: Final = Text(
    id="Gambar {path} berukuran {width} x {height} piksel. Simpan dengan sisi {least} sampai {most} piksel.",
    en="The picture {path} has {width} x {height} pixels. Save it with sides of {least} to {most} pixels.",
)
TOO_MANY_BYTES: Final = Text(
    id="Gambar {path} lebih besar dari {megabytes} MB. Simpan lebih kecil.",
    en="The picture {path} is larger than {megabytes} MB. Save it smaller.",
)
CANNOT_BE_OPENED: Final = Text(
    id="Gambar {path} tidak dapat dibuka ({reason}). Beri layanan hak baca, atau sebut berkas lain pada {key}.",
    en="The picture {path} cannot be opened ({reason}). Let the service read it, or name another file in {key}.",
)
