"""One more revision of a file, which leaves what the file says of itself (Info, XMP) as it was approved.

pyHanko would enter the hour and its own name there, and write the XMP anew in a form that readers of PDF/A do not take. When the letter was signed stands in
the signature.
"""

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class Revision(IncrementalPdfFileWriter):
    """pyHanko's writer of further revisions, but for that."""

    def _update_meta(self) -> None:
        """Leave the description alone."""
