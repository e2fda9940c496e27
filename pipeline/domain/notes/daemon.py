"""What the daemon says when it cannot start."""

from typing import Final

from pipeline.domain.notes import Text

ALREADY_RUNNING: Final = Text(
    id="Layanan lain sudah bekerja dengan {folder}. Hentikan yang lama lebih dulu.",
    en="Another daemon works with {folder} already. Stop that one first.",
)
