import multiprocessing
import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.domain.errors import HeldError, LaterError, WrongSecretError
from pipeline.domain.signing import Secret, SignedDocument, SigningOrder, SigningResult
from tests.adapters.tte.office import Office, draft, order


@pytest.fixture
def signer(office: Office) -> Pkcs12Signer:
    return Pkcs12Signer(trust_roots=(office.ca,))


@pytest.fixture
def stuck(tmp_path: Path) -> list[SigningOrder]:
    """Three letters, the second of which is never read to its end: nobody writes into its pipe."""
    os.mkfifo(tmp_path / "pipe.pdf")
    return [order(source, tmp_path / f"{place}.pdf", letter=f"L{place}") for place, source in enumerate([draft(), tmp_path / "pipe.pdf", draft()])]


def decide(signer: Pkcs12Signer, orders: list[SigningOrder], office: Office) -> tuple[SigningResult, ...]:
    return signer.sign(orders, office.key(), Secret(office.passphrases["kepala-dinas"]))


def test_a_list_of_letters_is_signed_in_its_order(signer: Pkcs12Signer, office: Office, tmp_path: Path) -> None:
    orders = [order(draft(), tmp_path / f"{number}.pdf", letter=str(number)) for number in range(10)]
    results = decide(signer, orders, office)
    assert [result.letter for result in results if isinstance(result, SignedDocument)] == [str(number) for number in range(10)]
    assert multiprocessing.active_children() == []


def test_an_empty_decision_starts_nothing(signer: Pkcs12Signer, office: Office) -> None:
    assert decide(signer, [], office) == ()


def test_signing_works_from_any_thread(signer: Pkcs12Signer, office: Office, tmp_path: Path) -> None:
    results: list[SigningResult] = []
    thread = threading.Thread(target=lambda: results.extend(decide(signer, [order(draft(), tmp_path / "signed.pdf")], office)))
    thread.start()
    thread.join()
    assert [type(result) for result in results] == [SignedDocument]


def test_a_wrong_passphrase_is_told_without_saying_it(signer: Pkcs12Signer, office: Office, tmp_path: Path) -> None:
    (result,) = signer.sign([order(draft(), tmp_path / "signed.pdf")], office.key(), Secret("rahasia-salah"))
    assert isinstance(result, WrongSecretError)
    assert "rahasia-salah" not in f"{result!r} {result} {signer!r}"
    assert not (tmp_path / "signed.pdf").exists()


def test_a_killed_worker_costs_the_letter_in_hand_and_no_exception(signer: Pkcs12Signer, stuck: list[SigningOrder], office: Office, tmp_path: Path) -> None:
    seen: list[bytes] = []
    killer = threading.Thread(target=_kill_when_the_first_is_signed, args=(tmp_path / "0.pdf", seen))
    killer.start()
    results = decide(signer, stuck, office)
    killer.join()
    assert [type(result) for result in results] == [SignedDocument, HeldError, LaterError]
    assert sorted(path.name for path in tmp_path.glob("?.pdf")) == ["0.pdf"]
    command, environment, limits = seen
    assert office.passphrases["kepala-dinas"].encode() not in command + environment
    assert b"Max core file size        0                    0" in limits


def _kill_when_the_first_is_signed(first: Path, seen: list[bytes]) -> None:
    """Wait until the worker has the second letter in hand, look at it from outside, and kill it."""
    until = time.monotonic() + 20
    while time.monotonic() < until and not (first.exists() and b"/Contents <30" in first.read_bytes()):
        time.sleep(0.02)
    time.sleep(0.3)
    (worker,) = multiprocessing.active_children()
    seen += [_public(Path(f"/proc/{worker.pid}/{name}")) for name in ("cmdline", "environ", "limits")]
    worker.kill()


def _public(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError:  # the worker is closed to others of its own user; only root sees further
        return b""


def test_a_decision_that_takes_too_long_ends_in_time(stuck: list[SigningOrder], office: Office, tmp_path: Path) -> None:
    signer = Pkcs12Signer(trust_roots=(office.ca,), base_time=timedelta(seconds=1.5), time_per_order=timedelta(0))
    begun = time.monotonic()
    results = decide(signer, stuck, office)
    assert time.monotonic() - begun < 5
    assert [type(result) for result in results] == [SignedDocument, HeldError, LaterError]
    assert sorted(path.name for path in tmp_path.glob("?.pdf")) == ["0.pdf"]
    assert multiprocessing.active_children() == []
