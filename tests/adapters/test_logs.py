"""The log: trouble that lasts is told once an hour, and other trouble is told although its line looks the same."""

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from pipeline.logs import set_up_logs


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    before = structlog.get_config()
    set_up_logs(human=False)
    structlog.configure(cache_logger_on_first_use=False)
    yield told
    structlog.configure(**before)


def events(lines: io.StringIO) -> list[str]:
    return [json.loads(line)["event"] for line in lines.getvalue().splitlines()]


def test_the_same_trouble_is_told_once(lines: io.StringIO) -> None:
    for _ in range(3):
        structlog.get_logger().warning("draft_deferred", unit="dafduk", reason="disk")
    structlog.get_logger().warning("draft_deferred", unit="umum", reason="disk")
    assert events(lines) == ["draft_deferred", "draft_deferred"]


def test_another_fault_of_ours_is_told_though_its_line_is_the_same(lines: io.StringIO) -> None:
    for error in (KeyError("a"), KeyError("a"), TypeError("b")):
        try:
            raise error
        except (KeyError, TypeError):
            structlog.get_logger().exception("decision_failed")
    assert events(lines) == ["decision_failed", "decision_failed"]


def test_trouble_that_comes_again_after_it_was_over_is_told_again(lines: io.StringIO) -> None:
    for _ in range(2):
        structlog.get_logger().warning("share_unreadable", folder="4-tte/kepala-dinas", error="EIO")
        structlog.get_logger().info("share_readable_again", folder="4-tte/kepala-dinas")
    assert events(lines) == ["share_unreadable", "share_readable_again"] * 2
