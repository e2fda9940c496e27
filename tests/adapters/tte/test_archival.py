"""A letter whose draft is PDF/A-1b stays it, numbered and signed, as PDFBox's preflight sees it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.foot import add_footer
from pipeline.adapters.pdf.stamp import read_binding, stamp
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.domain.footer import BSRE
from pipeline.domain.page import FooterOrder, Layout
from pipeline.domain.signing import SignatureLevel, SignedDocument, SigningTerms, TimeAuthority
from tests.adapters.pdf.archival import an_archival_draft
from tests.adapters.pdf.drafts import BINDING, NUMBER, an_order
from tests.adapters.tte.office import order
from tests.centre import PASSPHRASE, open_centre
from tests.judges import page_text, preflight, qpdf_check

SOUND: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Archive:
    """One letter on its way, each file of it with what preflight finds there."""

    stamped: Path
    signed: dict[SignatureLevel, Path]
    found: dict[Path, frozenset[str]]
    draft: Path
    certified: Path
    """at the highest level, with a signature that forbids every change"""
    footed: Path
    """at the highest level, with the office's sentence at its foot"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """All of them are made first: starting Java costs more than judging."""
    folder = tmp_path_factory.mktemp("arsip")
    draft, stamped = an_archival_draft(folder / "draft.pdf"), folder / "stamped.pdf"
    assert examine(draft, Layout()).faults == ()
    (box,) = stamp(draft, stamped, an_order())
    signed = {level: folder / f"{level.value}.pdf" for level in SignatureLevel}
    certified, prepared, footed = (folder / f"{name}.pdf" for name in ("certified", "prepared", "footed"))
    add_footer(stamped, prepared, FooterOrder(text=BSRE, page=box.page, kept_clear=(box,)))
    with open_centre(tmp_path_factory.mktemp("centre")) as centre:
        for level, target in (*signed.items(), (SignatureLevel.ARCHIVAL, certified), (SignatureLevel.ARCHIVAL, footed)):
            authority = TimeAuthority(address=centre.tsa, timeout=timedelta(seconds=5))
            terms = SigningTerms(level=level, authority=authority, certifies=target == certified)
            wanted = order(prepared if target == footed else stamped, target, box=box, at=datetime.now(UTC).replace(microsecond=0))
            (result,) = sign_batch([wanted], str(centre.key), PASSPHRASE, [str(centre.ca)], terms)
            assert isinstance(result, SignedDocument), result
            assert result.level is level
    files = (draft, stamped, certified, footed, *signed.values())
    return Archive(draft=draft, stamped=stamped, signed=signed, certified=certified, footed=footed, found=dict(zip(files, preflight(*files), strict=True)))


def test_a_draft_for_the_archive_is_still_one_with_its_number(archive: Archive) -> None:
    assert (archive.found[archive.draft], archive.found[archive.stamped]) == (SOUND, SOUND)
    assert NUMBER in page_text(archive.stamped)
    assert read_binding(archive.stamped) == BINDING
    assert qpdf_check(archive.stamped) == ""


@pytest.mark.parametrize("level", SignatureLevel)
def test_a_signature_of_any_level_leaves_it_one(level: SignatureLevel, archive: Archive) -> None:
    assert archive.found[archive.signed[level]] == SOUND


def test_the_sentence_at_its_foot_leaves_it_one(archive: Archive) -> None:
    assert archive.found[archive.footed] == SOUND
    assert BSRE in page_text(archive.footed)
    assert _described(archive.footed) == _described(archive.stamped)
    assert read_binding(archive.footed) == BINDING


def test_only_an_archive_timestamp_over_a_certifying_signature_does_not(archive: Archive) -> None:
    """Such a signature forbids the appearance that PDF/A-1 wants of every annotation (5.3.1)."""
    assert archive.found[archive.certified] == {"5.3.1"}


def test_what_the_letter_says_of_itself_is_what_it_said_before_the_signature(archive: Archive) -> None:
    told = [_described(path) for path in (archive.stamped, *archive.signed.values())]
    assert told == [told[0]] * len(told)
    assert f"Surat &amp; {NUMBER}".encode() in told[0]


def _described(path: Path) -> bytes:
    packet = PdfReader(path).root_object["/Metadata"].get_object()
    assert isinstance(packet, StreamObject)
    return packet.get_data()
