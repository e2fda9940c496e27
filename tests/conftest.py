import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.kantor import Kantor, open_kantor

settings.register_profile("shared_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared_machine")  # a test asks whether, never how fast
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])
"""A traceback with every local variable, as structlog writes it where it is not told otherwise, takes ten seconds for one that goes through a whole desk."""

LONGEST_FIRST = (
    "tests/faults/test_crash_matrix.py",
    "tests/samba/test_saving.py",
    "tests/faults/test_full_disks.py",
    "tests/faults/test_random_kills.py",
    "tests/adapters/pdf/test_hostile.py",
    "tests/adapters/tte/test_bsre.py",
    "tests/acceptance/test_the_daemon.py",
    "tests/faults/test_failing_calls.py",
    "tests/samba/test_service.py",
    "tests/faults/test_many_at_once.py",
    "tests/acceptance/test_what_the_administrator_does.py",
    "tests/faults/test_clock.py",
    "tests/adapters/tte/test_levels.py",
    "tests/acceptance/test_the_signing_gateway.py",
    "tests/acceptance/test_sealed_passphrases.py",
    "tests/acceptance/test_notices.py",
    "tests/acceptance/test_backup_and_restore.py",
    "tests/acceptance/test_the_audit.py",
    "tests/acceptance/test_trouble.py",
    "tests/acceptance/test_the_daemon_and_systemd.py",
    "tests/samba/test_rights.py",
    "tests/adapters/store/test_processes.py",
    "tests/faults/test_failing_calls_of_the_daemon.py",
    "tests/faults/test_crash_images.py",
    "tests/faults/test_shares_away.py",
    "tests/faults/test_effects.py",
    "tests/faults/test_sealed.py",
    "tests/faults/test_any_order.py",
    "tests/faults/test_many_mails.py",
)
"""Files that take longest begin first, so that no core waits for the last of them; those of tests/samba stand apart, for they wait for one another."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs root where we are not, as `make test` says. What takes longest begins; within a file, and of all others, the order is chance's."""
    places = {file: place for place, file in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda one: places.get(one.nodeid.partition("::")[0], len(places)))
    if os.geteuid() != 0:
        config.hook.pytest_deselected(items=[one for one in items if one.get_closest_marker("root")])
        items[:] = [one for one in items if not one.get_closest_marker("root")]


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A daemon sets the logs of its process up for good; in this process it would silence every test that reads them afterwards."""
    yield
    assert not structlog.get_config()["cache_logger_on_first_use"], "let the daemon run in a process of its own"


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """A new example office with identity by folder and mail to a folder."""
    with open_kantor(tmp_path / "kantor") as one:
        yield one
