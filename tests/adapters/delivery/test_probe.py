"""What doctor finds of the printer and of the partners whose e-surat is posted; nobody is sent anything."""

import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.adapters.delivery import probe
from pipeline.adapters.delivery.post import EsuratPost
from pipeline.adapters.delivery.printer import IppPrinter
from pipeline.adapters.line import Line
from pipeline.adapters.memory import FixedClock
from pipeline.domain.notes import esurat as say_esurat
from pipeline.domain.notes import printing as say
from tests.adapters.partner import TOKEN, Partner, partner_at_work
from tests.adapters.printers import Told, a_cups_queue, a_told_printer, an_answer, an_ipp_printer, free_port, printer_at
from tests.letters import NOON, an_office

PDF = ["application/pdf", "image/pwg-raster"]
PRINTER_GROUP = 4


def found(printer: IppPrinter) -> list[tuple[str, object]]:
    return [(one.standing.value, one.message.text) for one in probe.printer(printer)]


def of_itself(state: int = 3, *reasons: str, formats: list[str] = PDF, accepting: bool = True) -> bytes:
    return an_answer(
        group=PRINTER_GROUP,
        printer_state=state,
        printer_state_reasons=list(reasons) or ["none"],
        printer_is_accepting_jobs=accepting,
        document_format_supported=formats,
    )


@pytest.fixture
def told() -> Iterator[Told]:
    with a_told_printer() as one:
        yield one


def test_a_printer_and_a_queue_of_cups_are_asked_about_themselves_and_print_nothing(tmp_path: Path) -> None:
    with an_ipp_printer(tmp_path / "printer") as (port, spool), a_cups_queue(f"ipp://localhost:{port}/ipp/print") as cups:
        queue = printer_at(cups, "/printers/tu")
        assert found(printer_at(port)) == found(queue) == [("ok", say.PROBE_READY)]
        assert found(printer_at(port, "/lain")) == found(printer_at(cups, "/printers/tiada")) == [("fault", say.PROBE_NO_PRINTER)]
        for command, more in (("cupsdisable", say.PROBE_STOPPED), ("cupsreject", say.PROBE_CLOSED)):
            before = [one for one in found(queue) if one[0] == "warn"]
            subprocess.run([command, "-h", f"127.0.0.1:{cups}", "tu"], check=True, capture_output=True, timeout=60)
            assert found(queue) == [*before, ("warn", more)]
        assert list(spool.iterdir()) == []


def test_a_printer_over_tls_must_show_the_certificate_that_was_agreed_upon(tmp_path: Path) -> None:
    with an_ipp_printer(tmp_path / "printer") as (port, spool):
        own, begin = spool.with_name("localhost.crt"), "ipps://localhost"
        assert found(printer_at(port, begin=begin)) == [("fault", say.PROBE_CERTIFICATE)]
        assert found(printer_at(port, begin=begin, ca_file=own)) == [("ok", say.PROBE_READY)]
        (another,) = probe.printer(printer_at(port, begin="ipps://127.0.0.1", ca_file=own))
        assert "IP address mismatch" in another.message.words()
        own.with_name("kosong.crt").write_text("bukan sertifikat")
        assert found(printer_at(port, begin=begin, ca_file=own.with_name("kosong.crt"))) == [("fault", say.PROBE_CERTIFICATE)]


@pytest.mark.parametrize(
    ("answer", "standing", "text"),
    [
        (None, "away", say.PROBE_AWAY),
        ((500, b""), "away", say.PROBE_AWAY),
        ((200, an_answer(0x0507)), "away", say.PROBE_AWAY),
        ((200, b"<html>masuk</html>"), "fault", say.PROBE_NO_PRINTER),
        ((404, of_itself()), "fault", say.PROBE_NO_PRINTER),
        ((403, b""), "fault", say.PROBE_NO_PRINTER),
        ((200, an_answer(0x0403)), "fault", say.PROBE_NO_PRINTER),
        ((200, an_answer()), "fault", say.PROBE_NO_PDF),
        ((200, of_itself(formats=["image/urf"])), "fault", say.PROBE_NO_PDF),
        ((200, of_itself(5, "paused")), "warn", say.PROBE_STOPPED),
        ((200, of_itself(3, accepting=False)), "warn", say.PROBE_CLOSED),
        ((200, of_itself(3, "media-empty-error")), "warn", say.PROBE_NO_PAPER),
        ((200, of_itself(4, "media-needed")), "warn", say.PROBE_NO_PAPER),
        ((200, of_itself(3, "toner-low-warning")), "warn", say.PROBE_TROUBLE),
        ((200, of_itself(3, "offline-report")), "warn", say.PROBE_TROUBLE),
        ((200, of_itself(3, "cups-waiting-for-job-completed-report")), "ok", say.PROBE_READY),
        ((200, of_itself(4)), "ok", say.PROBE_READY),
    ],
    ids=[
        *("cut", "trouble", "busy", "a web page", "another address", "a stranger", "forbidden", "says nothing of itself", "no PDF", "stopped", "no new jobs"),
        *("no paper", "paper wanted", "little toner", "switched off", "a mere report", "at work"),
    ],
)
def test_a_printer_is_as_it_says_of_itself(told: Told, answer: tuple[int, bytes] | None, standing: str, text: object) -> None:
    told.answers = [answer]
    assert found(printer_at(told.port)) == [(standing, text)]
    (asked,) = told.asked
    assert asked[2:4] == b"\x00\x0b"  # Get-Printer-Attributes


def test_everything_a_printer_complains_of_is_told(told: Told) -> None:
    told.answers = [(200, of_itself(5, "media-empty-error", "door-open", accepting=False))]
    assert [text for _, text in found(printer_at(told.port))] == [say.PROBE_STOPPED, say.PROBE_CLOSED, say.PROBE_NO_PAPER, say.PROBE_TROUBLE]


def test_a_printer_that_is_switched_off_is_away() -> None:
    assert found(printer_at(free_port())) == [("away", say.PROBE_AWAY)]


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Partner]:
    with partner_at_work(tmp_path / "mitra") as one:
        yield one


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "mitra.token"
    file.write_text(f"{TOKEN}\n", "ascii")
    file.chmod(0o600)
    return file


def a_way(partner: Partner, token: Path | None, **changes: object) -> EsuratPost:
    line = Line(address=partner.address, ca_file=partner.ca_file, connect=timedelta(seconds=5), read=timedelta(seconds=5))
    way = EsuratPost(
        office=an_office(),
        line=line,
        token=lambda: token.read_text("ascii").partition("\n")[0] if token else "",
        recognises=True,
        clock=FixedClock(NOON),
    )
    return replace(way, line=replace(line, **changes))  # type: ignore[arg-type]  # test values


def met(way: EsuratPost, token: Path | None) -> list[tuple[str, object]]:
    return [(one.standing.value, one.message.text) for one in probe.partner("diskominfo", way, token)]


@pytest.mark.parametrize("status", [200, 302, 401, 404, 405, 503])
def test_a_partner_who_answers_anything_over_his_own_tls_is_there_and_gets_neither_letter_nor_token(partner: Partner, token: Path, status: int) -> None:
    partner.head = status
    assert met(a_way(partner, token), token) == [("ok", say_esurat.PROBE_THERE)]
    (looked,) = partner.looked
    assert "authorization" not in looked
    assert TOKEN not in str(looked)
    assert partner.posted == []


def test_a_partner_whose_certificate_is_not_the_agreed_one_is_told(partner: Partner, token: Path, tmp_path: Path) -> None:
    assert met(a_way(partner, token, ca_file=None), token) == [("fault", say_esurat.PROBE_CERTIFICATE)]
    assert met(a_way(partner, token, ca_file=tmp_path / "tiada.pem"), token) == [("fault", say_esurat.PROBE_CERTIFICATE)]
    assert partner.looked == []


def test_a_partner_who_is_not_there_or_says_nothing_is_away(partner: Partner, token: Path) -> None:
    partner.stalls = 1
    assert met(a_way(partner, token, read=timedelta(seconds=0.2)), token) == [("away", say_esurat.PROBE_AWAY)]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert met(a_way(partner, token, address=f"https://127.0.0.1:{port}"), token) == [("away", say_esurat.PROBE_AWAY)]


def test_a_token_must_be_there_alone_and_for_the_service_to_read(partner: Partner, token: Path) -> None:
    there = ("ok", say_esurat.PROBE_THERE)
    assert met(a_way(partner, None), None) == [("ok", say_esurat.PROBE_NO_TOKEN), there]
    token.chmod(0o640)
    assert met(a_way(partner, token), token) == [("fault", say_esurat.PROBE_TOKEN_OPEN), there]
    token.chmod(0o600)
    token.write_text("\nbaris kedua\n")
    assert met(a_way(partner, token), token) == [("fault", say_esurat.PROBE_TOKEN_EMPTY), there]
    token.write_text("dua kata\n")
    assert met(a_way(partner, token), token) == [("fault", say_esurat.PROBE_TOKEN), there]
    token.unlink()
    assert met(a_way(partner, token), token) == [("fault", say_esurat.PROBE_TOKEN), there]
