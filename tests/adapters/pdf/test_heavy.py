"""A scan of three hundred pages."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.pdf.broken import BROKEN
from tests.adapters.pdf.drafts import NUMBER
from tests.judges import page_text, qpdf_check

PAGES = 300
PIXELS = (395, 988)
STAMPING = """
import re, sys
from pathlib import Path
from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.stamp import stamp
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import an_order
source, target = map(Path, sys.argv[1:])
assert examine(source, Layout()).faults == ()
stamp(source, target, an_order())
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path('/proc/self/status').read_text())[1]) >> 10)  # ru_maxrss would begin at this test's own size
"""

FOOTING = """
import re, sys
from pathlib import Path
from pipeline.adapters.pdf.foot import add_footer
from pipeline.domain.page import FooterOrder
add_footer(*sys.argv[1:], FooterOrder(text="Cetakan surat ini sah.", page=1, kept_clear=()))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path('/proc/self/status').read_text())[1]) >> 10)
"""


def a_scan(path: Path) -> Path:
    """Grey pictures of 390 kB, one a page; the first page has the placeholders."""
    width, height = PIXELS
    pixels = b"\xfe" * (width * height)
    kids = b" ".join(b"%d 0 R" % (4 + 3 * page) for page in range(PAGES))
    offsets: list[int] = []
    with path.open("wb") as file:

        def add(words: bytes) -> None:
            offsets.append(file.tell())
            file.write(b"%d 0 obj\n%b\nendobj\n" % (len(offsets), words))

        file.write(b"%PDF-1.5\n")
        add(b"<</Type/Catalog/Pages 2 0 R>>")
        add(b"<</Type/Pages/Count %d/Kids[%b]/MediaBox[0 0 595 842]>>" % (PAGES, kids))
        add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
        for page in range(PAGES):
            at = 4 + 3 * page
            words = b" BT /F1 12 Tf 72 700 Td (${nomor_naskah}) Tj 250 -500 Td (${ttd_pengirim}) Tj ET" * (page == 0)
            content = b"q 595 0 0 842 0 0 cm /I Do Q" + words
            resources = b"<</Font<</F1 3 0 R>>/XObject<</I %d 0 R>>>>" % (at + 2)
            add(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources%b>>" % (at + 1, resources))
            add(b"<</Length %d>>stream\n%b\nendstream" % (len(content), content))
            facts = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d/Length %d" % (width, height, len(pixels))
            add(b"<<%b>>stream\n%b\nendstream" % (facts, pixels))
        lines = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        count = len(offsets) + 1
        file.write(b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, lines, count, file.tell()))
    return path


@pytest.mark.parametrize("megabytes", [250])
def test_a_large_scan_is_stamped_and_gets_its_footer_in_little_memory(megabytes: int, tmp_path: Path) -> None:
    source, stamped, footed = a_scan(tmp_path / "in.pdf"), tmp_path / "stamped.pdf", tmp_path / "footed.pdf"
    assert source.stat().st_size > 117_000_000
    for script, before, after in ((STAMPING, source, stamped), (FOOTING, stamped, footed)):
        told = subprocess.run([sys.executable, "-c", script, str(before), str(after)], capture_output=True, text=True, check=True)
        assert int(told.stdout) < megabytes
        assert after.read_bytes().count(b"startxref") == 1
        assert NUMBER in page_text(after)
        assert qpdf_check(after) == ""


EXAMINING = """
import re, sys
from pathlib import Path
from pipeline.adapters.pdf.examine import examine
from pipeline.domain.page import Layout
print(len(examine(sys.argv[1], Layout()).faults))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path('/proc/self/status').read_text())[1]) >> 10)
"""


def test_a_draft_that_cannot_be_written_anew_is_drawn_by_nothing(tmp_path: Path) -> None:
    draft = tmp_path / "in.pdf"
    draft.write_bytes(BROKEN["a font of a gigabyte"].make())
    told = subprocess.run([sys.executable, "-c", EXAMINING, str(draft)], capture_output=True, text=True, check=True)
    faults, megabytes = map(int, told.stdout.split())
    assert faults
    assert megabytes < 200, "unpacked by what draws pages it takes 900"
