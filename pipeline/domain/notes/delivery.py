"""What is said about a delivery that did not go as planned."""

from typing import Final

from pipeline.domain.notes import Text

FOLDER_AWAY: Final = Text(
    id="Folder e-surat {recipient} tidak ada atau tidak terjangkau; dicoba lagi.",
    en="The e-surat folder of {recipient} is missing or out of reach; tried again later.",
)
FOLDER_FAILS: Final = Text(
    id="Folder e-surat {recipient} tidak dapat ditulisi ({reason}); dicoba lagi.",
    en="The e-surat folder of {recipient} cannot be written ({reason}); tried again later.",
)
NAME_TAKEN: Final = Text(
    id="Di folder e-surat {recipient} sudah ada berkas lain bernama {name}; surat dicetak.",
    en="The e-surat folder of {recipient} holds another file named {name}; the letter is printed.",
)
ADDRESS_UNUSABLE: Final = Text(
    id="Alamat surel {recipient} tidak dapat dipakai; surat dicetak. Perbaiki tujuan.yaml untuk surat berikutnya.",
    en="The e-mail address of {recipient} cannot be used; the letter is printed. Mend tujuan.yaml for the next letter.",
)
RELAY_AWAY: Final = Text(
    id="Server surel tidak terjangkau ({reason}); dicoba lagi.",
    en="The mail relay is out of reach ({reason}); tried again later.",
)
REFUSED_FOR_NOW: Final = Text(
    id="Surel ditolak sementara ({code} {words}); dicoba lagi.",
    en="The e-mail was refused for now ({code} {words}); tried again later.",
)
REFUSED_FOR_GOOD: Final = Text(
    id="Surel ditolak ({code} {words}); surat dicetak dan dikirim langsung.",
    en="The e-mail was refused for good ({code} {words}); the letter is printed and carried.",
)
CUT_AFTER_DATA: Final = Text(
    id="Sambungan putus setelah surel dikirim; mungkin sudah sampai. Administrator: tanyakan penerima, lalu catat dengan surat resolve.",
    en="The line was cut after the e-mail went out; it may have arrived. Administrator: ask the recipient, then record the answer with surat resolve.",
)
TEMPLATE_WRONG: Final = Text(
    id="Templat {file} keliru. Perbaiki tanda kurung kurawal atau nama nilainya.",
    en="The template {file} is wrong. Mend its curly brackets or the name of a value.",
)
SENDER_REFUSED: Final = Text(
    id="Server surel menolak pengirim kantor ini ({code} {words}); surat menunggu dan dicoba lagi. Administrator: periksa surel di pipeline.yaml.",
    en="The mail relay refuses this office as a sender ({code} {words}); letters wait and are tried again. Administrator: look at surel in pipeline.yaml.",
)
LOGIN_REFUSED: Final = Text(
    id="Server surel menolak nama atau kata sandi kantor ini ({code} {words}); surat menunggu dan dicoba lagi."
    " Administrator: perbaiki pengguna atau kata sandinya.",
    en="The mail relay refuses this office's name or password ({code} {words}); letters wait and are tried again."
    " Administrator: mend pengguna or the password.",
)
TOO_LARGE_FOR_RELAY: Final = Text(
    id="Surel {size} MiB melebihi batas server ({limit} MiB); surat dicetak dan dikirim langsung.",
    en="The e-mail of {size} MiB is beyond the relay's limit of {limit} MiB; the letter is printed and carried.",
)
TOO_LARGE: Final = Text(
    id="PDF {size} MiB melebihi batas surel kantor ini ({limit} MiB, surel: batas_mib); surat dicetak dan dikirim langsung.",
    en="The PDF of {size} MiB is beyond this office's limit for e-mail ({limit} MiB, surel: batas_mib); the letter is printed and carried.",
)
UNCLEAR_ANSWER: Final = Text(
    id="Server surel menjawab tidak jelas setelah surel dikirim ({code} {words}); mungkin sudah sampai."
    " Administrator: tanyakan penerima, lalu catat dengan surat resolve.",
    en="The relay's answer to the whole e-mail was unclear ({code} {words}); it may have arrived."
    " Administrator: ask the recipient, then record the answer with surat resolve.",
)
MAY_HAVE_COME_BEFORE: Final = Text(
    id="{recipient} tidak dapat dikirimi lagi, tetapi percobaan sebelumnya mungkin sudah sampai; surat tidak dicetak."
    " Administrator: tanyakan kepadanya, lalu catat dengan surat resolve.",
    en="{recipient} cannot be sent to any more, but an earlier try may have arrived; the letter is not printed."
    " Administrator: ask, then record the answer with surat resolve.",
)
CONFIDENTIAL: Final = Text(
    id="Surat {security} tidak pernah lewat surel biasa; surat dicetak dan dikirim langsung.",
    en="A letter that is {security} never goes by plain e-mail; it is printed and carried.",
)
DOCUMENT_UNREADABLE: Final = Text(
    id="Dokumen surat tidak dapat dibaca ({reason}); dicoba lagi. Administrator: periksa cakram dengan surat doctor.",
    en="The letter's document cannot be read ({reason}); tried again later. Administrator: look at the disk with surat doctor.",
)
GIVEN_UP: Final = Text(
    id="Sesudah {days} hari tetap gagal: surat dicetak dan dikirim langsung.",
    en="After {days} days it still fails: the letter is printed and carried.",
)
BOUNCED: Final = Text(
    id="Surel kembali, tidak sampai ({words}); surat dicetak dan dikirim langsung. Perbaiki tujuan.yaml untuk surat berikutnya.",
    en="The e-mail came back ({words}); the letter is printed and carried. Mend tujuan.yaml for the next letter.",
)
