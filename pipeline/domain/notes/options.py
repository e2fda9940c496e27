"""What `--help` says of each option of the command `surat`."""

from collections.abc import Mapping
from typing import Final

from pipeline.domain.notes import Text

OPTIONS: Final[Mapping[str, Text]] = {
    "--config": Text(
        id="Folder pengaturan yang memuat pipeline.yaml; tanpa ini: $SURAT_CONFIG, lalu /etc/surat.",
        en="The configuration folder with pipeline.yaml; without it $SURAT_CONFIG, then /etc/surat.",
    ),
    "--json": Text(id="Tulis sebagai JSON, untuk program lain.", en="Print JSON, for other programs."),
    "--once": Text(id="Kerjakan semua yang dapat dikerjakan sekarang, lalu selesai.", en="Do all that can be done now, then exit."),
    "--demo": Text(
        id="Kantor contoh: kunci sekali pakai, dan siapa pun dapat memutuskan. Bukan untuk surat sungguhan.",
        en="An example office: throw-away keys, and anybody can decide. Not for real letters.",
    ),
    "--all": Text(id="Juga surat yang sudah terkirim dan yang batal.", en="Sent and cancelled letters too."),
    "--repair": Text(
        id="Bereskan folder bersama: yang hilang atau berubah ditampilkan lagi, sisa pekerjaan yang terputus dibuang.",
        en="Mend the shares: what is missing or altered is shown again, what interrupted work left goes.",
    ),
    "--deep": Text(id="Baca juga setiap PDF yang sudah bernomor (lama).", en="Read every numbered PDF too (slow)."),
    "--samba": Text(id="Cetak folder bersama seperti ditulis di smb.conf, lalu selesai.", en="Print the shares as smb.conf writes them, then exit."),
    "--why": Text(id="Alasannya; dicatat dalam riwayat surat.", en="The reason; it goes into the letter's history."),
    "--delivery": Text(id="Kiriman yang mana, menurut nomornya di surat show.", en="Which delivery, by its number in surat show."),
    "--file": Text(id="PDF yang ternyata sudah ditandatangani.", en="The PDF that turned out to be signed."),
    "--as": Text(id="Pejabat yang memutuskan, menurut pejabat.yaml.", en="The official who decides, as pejabat.yaml has him."),
    "--note": Text(id="Alasan; wajib untuk revisi, tahan dan batal.", en="The reason; needed for revisi, tahan and batal."),
    "--code": Text(id="Kode klasifikasi dari klasifikasi.yaml.", en="A classification code of klasifikasi.yaml."),
    "--recipient": Text(id="Penerima yang mana, bila surat dicetak untuk beberapa.", en="Which recipient, where the letter is printed for several."),
    "--receipt": Text(id="Nomor resi pos.", en="The carrier's receipt number."),
    "--taken-by": Text(id="Siapa yang menerima surat.", en="Who took the letter."),
    "--into": Text(
        id="Folder tempat surat masuk disimpan; tanpa ini masuk di dalam folder state.",
        en="The folder where letters that came in are filed; without it masuk in the state folder.",
    ),
    "--limit": Text(id="Paling banyak sekian surat.", en="So many letters at most."),
    "--credential": Text(id="berkas kredensial systemd tempat separuh rahasianya ditulis", en="the systemd credential file for the private half"),
    "--passphrase-file": Text(
        id="Berkas yang baris pertamanya passphrase TTE; - untuk masukan standar.",
        en="A file whose first line is the passphrase for the TTE; - for standard input.",
    ),
    "--unit": Text(id="Bidang yang memakai nomornya, menurut bidang.yaml.", en="The unit that will use the numbers, as bidang.yaml has it."),
    "--after": Text(id="Nomor urut yang di belakangnya sisipan itu.", en="The sequence behind which the inserted number goes."),
    "--date": Text(id="Tanggal suratnya, mis. 25-11-2026.", en="The letter's date, such as 25-11-2026."),
    "--to": Text(id="Kepada siapa suratnya; dicatat di buku agenda.", en="To whom the letter went; it goes into the register."),
    "--count": Text(id="Berapa nomor.", en="How many numbers."),
    "--subject": Text(id="Untuk apa nomor itu; dicatat di buku agenda.", en="What the numbers are for; it goes into the register."),
    "--year": Text(
        id="Tahun buku agenda; sesudah pemulihan bawaannya tahun pemulihan.", en="The register's year; after a restore by default that of the restore."
    ),
    "--format": Text(id="Bentuk berkasnya; tanpa ini menurut akhiran namanya.", en="The file's form; without it, as its name ends."),
    "--book": Text(
        id="agenda: setiap nomor dan suratnya; ekspedisi: kapan dikirim, kepada siapa, diterima siapa.",
        en="agenda: every number and its letter; ekspedisi: when it was sent, to whom, who took it.",
    ),
    "--day": Text(
        id="Buku ekspedisi satu hari, mis. 25-11-2026; untuk hari ini dengan yang masih harus diantar.",
        en="One day's dispatch book, such as 25-11-2026; for today with what still has to be carried.",
    ),
    "--last": Text(
        id="Nomor urut terakhir yang terpakai di deret itu. Nomor di antaranya dicatat batal (pemulihan).",
        en="The last sequence used in that series. The numbers between are entered as void (restore).",
    ),
    "--scope": Text(
        id="Deret yang mana, bila kantor menghitung per kode atau per jenis.",
        en="Which series, where the office counts by code or by kind.",
    ),
    "--others": Text(
        id="Lepas semua deret lain seperti di cadangan, bila tidak ada nomornya yang terpakai sesudah itu.",
        en="Let every other series go on as the backup has it, where none of its numbers was used since.",
    ),
    "--sure": Text(id="Ya, sungguh: lebih dari 500 nomor menjadi batal.", en="Yes, really: more than 500 numbers become void."),
}
"""By the option's name; one that several commands share means the same in each."""
