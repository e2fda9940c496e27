"""What is said about invitations that are composed from form data."""

from typing import Final

from pipeline.domain.notes import Text

NEEDS_PDF: Final = Text(
    id="Undangan dari isian tidak dibuat di kantor ini. Hapus `undangan` dari isiannya, dan simpan PDF undangan dengan nama yang sama.",
    en="Invitations from form data are not composed here. Take `undangan` out of the sidecar and save the invitation's PDF under the same name.",
)
NOT_COMPOSED: Final = Text(
    id="Undangan ini tidak dapat dibuat karena templat atau lambang kantor keliru, bukan karena isian Anda. "
    "Beri tahu administrator; simpan isian ini lagi setelah ia selesai. ({reason})",
    en="This invitation cannot be composed because the office's template or emblem is wrong, not your form. "
    "Tell the administrator; save this form again once that is mended. ({reason})",
)
TEMPLATE_WRONG: Final = Text(
    id="{file}:{line}: Templat undangan keliru: {reason}. Perbaiki, atau salin lagi yang semula dari paket surat.",
    en="{file}:{line}: The template of invitations is wrong: {reason}. Mend it, or take the original from the package again.",
)
TEMPLATE_UNFIT: Final = Text(
    id="{file}: Undangan contoh dari templat ini tidak dapat menjadi surat: {reason} Perbaiki templatnya, atau salin lagi yang semula dari paket surat.",
    en="{file}: An example composed with this template cannot be a letter: {reason} Mend it, or take the original from the package again.",
)
TEMPLATE_UNREADABLE: Final = Text(
    id="{file}: Templat undangan tidak dapat dibaca ({reason}). Kembalikan berkasnya sebagai UTF-8, atau salin lagi yang semula dari paket surat.",
    en="{file}: The template of invitations cannot be read ({reason}). Put it back as UTF-8, or take the original from the package again.",
)
EMBLEM_UNREADABLE: Final = Text(
    id="{file}: Lambang untuk kop undangan tidak dapat dibaca. Ganti dengan PNG yang utuh, atau kosongkan `lambang` lalu muat ulang layanan.",
    en="{file}: The emblem of the letterhead cannot be read. Put a whole PNG in its place, or leave `lambang` blank and reload the service.",
)
TOO_MUCH: Final = Text(
    id="Undangan ini terlalu panjang atau terlalu rumit untuk dibuat. Ringkas isinya; bila tetap ditolak, beri tahu administrator, "
    "atau hapus `undangan` dan simpan PDF undangannya dengan nama yang sama.",
    en="This invitation is too long or too intricate to be composed. Shorten it; if it is refused still, tell the administrator, "
    "or take `undangan` out and save the invitation's PDF under the same name.",
)
NOT_INSTALLED: Final = Text(
    id="Undangan dari isian tidak dapat dibuat: typst belum terpasang. Pasang surat[undangan]; tanpa itu pegawai menyimpan undangan sebagai PDF.",
    en="Invitations from form data cannot be composed: typst is not installed. Install surat[undangan]; without it staff save invitations as PDFs.",
)
COMPOSES: Final = Text(
    id="Undangan dari isian dapat dibuat dengan templat {file}.",
    en="Invitations from form data can be composed with the template {file}.",
)
