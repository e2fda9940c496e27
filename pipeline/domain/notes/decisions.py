"""What is said to somebody whose decision does not count, or not yet."""

from typing import Final

from pipeline.domain.notes import Text

OWN_LETTER: Final = Text(
    id="Keputusan ini dibuat dengan akun pemohon surat {letter} sendiri. Surat sendiri tidak boleh diputuskan sendiri.",
    en="This decision was made with the account of the applicant of letter {letter}. Nobody decides on a letter of his own.",
)
REFUSED_BEFORE: Final = Text(
    id="{reason} Keputusan atas surat {letter} ini tidak berlaku. Bila masih dikehendaki, buka berkasnya, perbaiki, dan simpan lagi.",
    en="{reason} This decision on letter {letter} does not count. If it is still wanted, open the file, mend it and save it again.",
)
NO_PLAIN_SECRET: Final = Text(
    id="Kantor ini tidak menerima passphrase yang ditulis apa adanya (passphrase_polos: tidak). Anggap passphrase itu bocor dan ganti. "
    "Tanda tangani surat {letter} dengan `surat decide {letter} setuju --as {official} --passphrase-file -`.",
    en="This office takes no plain passphrase (passphrase_polos: tidak). Take that passphrase for disclosed and change it. "
    "Sign letter {letter} with `surat decide {letter} setuju --as {official} --passphrase-file -`.",
)
SAVE_AGAIN_LATER: Final = Text(
    id="Surat {letter} belum tiba gilirannya. Karena berkas ini ditolak, simpan keputusan atas surat itu lagi nanti.",
    en="The turn of letter {letter} has not come. As this file is refused, save the decision on that letter again later.",
)
TOO_LATE_TO_CANCEL: Final = Text(
    id="Surat {letter} sudah terkirim atau sudah dibatalkan, jadi tidak dapat dibatalkan.",
    en="Letter {letter} has been sent or cancelled already, so it cannot be cancelled.",
)
LETTER_IS_HELD: Final = Text(
    id="Surat {letter} sedang ditahan. Keputusan ini menunggu; tidak perlu disimpan ulang.",
    en="Letter {letter} is on hold. This decision waits; there is no need to save it again.",
)
NOT_WAITING_HERE: Final = Text(
    id="Surat {letter} tidak (lagi) menunggu keputusan di sini. Hapus file ini.",
    en="Letter {letter} does not wait for a decision here (any more). Delete this file.",
)
OTHER_VERSION: Final = Text(
    id="Keputusan ini untuk versi lain dari surat {letter}: isi dokumen tidak cocok dengan PDF di folder ini. Baca PDF yang sekarang, lalu isi formulirnya.",
    en="This decision is for another version of letter {letter}: dokumen does not match the PDF in this folder. Read the present PDF, then fill in its form.",
)
TOO_EARLY: Final = Text(
    id="Surat {letter} masih diverifikasi pejabat sebelum Anda. Keputusan ini disimpan dan berlaku begitu gilirannya tiba; tidak perlu disimpan ulang.",
    en="Letter {letter} is still with a verifier before you. This decision is kept and counts when its turn comes; there is no need to save it again.",
)
CONTRADICTION: Final = Text(
    id="Ada keputusan yang berlawanan untuk surat {letter} pada saat yang sama. Tidak satu pun berlaku; surat ditahan sampai petugas menyelesaikannya.",
    en="There are contradictory decisions on letter {letter} at the same time. None counts; the letter is held until an administrator resolves it.",
)
RECIPIENT_NOT_OPEN: Final = Text(
    id="Penerima {recipient} tidak ada di antara yang masih menunggu. Isi tujuan dengan salah satu dari: {open}.",
    en="Recipient {recipient} is not among those still waiting. Fill tujuan with one of: {open}.",
)
RECIPIENT_NEEDED: Final = Text(
    id="Surat ini dicetak untuk beberapa penerima. Isi tujuan dengan salah satu dari: {open}.",
    en="This letter is printed for several recipients. Fill tujuan with one of: {open}.",
)
