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
