"""Print and dispatch by hand or post: the letter lies in `5-kirim/cetak/` with its dispatch sheet until a person says `terkirim`.

The folder itself is shown by the shares; a spooler's "completed" is no proof, so nothing here claims that anything was printed.
"""

from pathlib import Path

from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.letter import Delivery, Letter


class PrintFolder:
    """The print folder."""

    @property
    def is_repeatable(self) -> bool:
        """A file in a folder lies there once, however often it is put."""
        return True

    def carry(self, _letter: Letter, _delivery: Delivery, _document: Path) -> DeliveryReport:
        """Hand the delivery over to a person."""
        return DeliveryReport(outcome=Outcome.TO_PRINT)
