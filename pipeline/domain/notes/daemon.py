"""What the daemon says when it cannot start, and to systemd when it was told to read its configuration again."""

from typing import Final

from pipeline.domain.notes import Text

ALREADY_RUNNING: Final = Text(
    id="Layanan lain sudah bekerja dengan {folder}. Hentikan yang lama lebih dulu.",
    en="Another daemon works with {folder} already. Stop that one first.",
)
RELOADED: Final = Text(id="Konfigurasi baru dipakai.", en="The new configuration is in use.")
RELOAD_REFUSED: Final = Text(
    id="Konfigurasi baru tidak dipakai; layanan jalan terus dengan yang lama. Lihat kesalahannya dengan surat check-config dan surat doctor.",
    en="The new configuration is not in use; the daemon goes on with the old one. See what is wrong with surat check-config and surat doctor.",
)
RELOAD_MOVES: Final = Text(
    id="inbox atau state menunjuk ke folder lain. Itu hanya berlaku setelah layanan dimulai ulang: systemctl restart surat",
    en="inbox or state names another folder. That takes a restart: systemctl restart surat",
)
