"""The sealing keys: made once, replaced, retired, destroyed."""

import json
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.adapters.seal import keys as module
from pipeline.adapters.seal.keys import SealKeys
from pipeline.adapters.seal.probe import sealing
from pipeline.domain.errors import DraftRefusedError, LaterError, UnavailableError
from pipeline.domain.health import Standing
from pipeline.domain.notes import sealing as say
from pipeline.domain.signing import Secret
from tests.kantor import lay_sealing_key

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONTENT = b"rahasia"


def places(folder: Path) -> SealKeys:
    for name in ("config", "state"):
        (folder / name).mkdir()
    return SealKeys(public=folder / "config/segel.jwk", folder=folder / "state/segel")


@pytest.fixture
def keys(tmp_path: Path) -> SealKeys:
    """An office's keys; the pair is not made anew for each test."""
    made = places(tmp_path)
    lay_sealing_key(tmp_path)
    made.make()
    return made


def opens(keys: SealKeys, sealed: str, now: datetime = NOW) -> bool:
    try:
        found = keys.open(Secret(sealed), now)
    except DraftRefusedError as refused:
        return refused.message not in {say.FOREIGN_KEY(), say.NO_KEY()}
    return found == CONTENT


def snapshot(keys: SealKeys) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (*keys.folder.iterdir(), keys.public)}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_office_has_a_pair_whose_private_half_nobody_else_can_read(tmp_path: Path) -> None:
    keys = places(tmp_path)
    keys.make()
    (private,) = keys.folder.iterdir()
    assert (mode(keys.folder), mode(private), mode(keys.public)) == (0o700, 0o600, 0o644)
    assert opens(keys, keys.seal(CONTENT))
    secret = json.loads(private.read_text())["d"]
    assert secret not in keys.public.read_text()
    assert secret not in repr(keys.kept())


def test_making_a_pair_again_changes_nothing(keys: SealKeys) -> None:
    before = snapshot(keys)
    keys.make()
    assert snapshot(keys) == before


def test_a_pair_whose_making_was_cut_off_is_finished_with_the_same_key(keys: SealKeys) -> None:
    before = snapshot(keys)
    keys.public.unlink()
    keys.make()
    assert snapshot(keys) == before


def test_a_public_key_that_the_administrator_put_there_is_not_replaced(keys: SealKeys) -> None:
    keys.public.unlink()
    keys.public.symlink_to("/tidak/ada")
    keys.make()
    assert keys.public.is_symlink()


def test_a_replaced_key_opens_for_a_day_more_and_is_then_destroyed(keys: SealKeys) -> None:
    sealed, old = keys.seal(CONTENT), keys.present()
    keys.rotate(NOW)
    assert keys.present() != old
    assert opens(keys, keys.seal(CONTENT))
    assert keys.tend(NOW + 24 * HOUR - timedelta(seconds=1)) == 0
    assert opens(keys, sealed, NOW + 24 * HOUR - timedelta(seconds=1))
    assert not opens(keys, sealed, NOW + 24 * HOUR), "not even before the daemon gets to destroying it"
    assert keys.tend(NOW + 24 * HOUR) == 1
    assert [one.kid for one in keys.kept()] == [keys.present()]
    assert not opens(keys, sealed, NOW), "nor with the clock set back"
    assert opens(keys, keys.seal(CONTENT), NOW + 9999 * HOUR)


def test_nothing_of_a_destroyed_key_is_left(keys: SealKeys) -> None:
    secret = json.loads(next(keys.folder.iterdir()).read_text())["d"]
    keys.rotate(NOW)
    assert secret in "".join(one.read_text() for one in keys.folder.iterdir())
    keys.tend(NOW + 25 * HOUR)
    assert secret not in "".join(one.read_text() for one in keys.folder.parent.rglob("*") if one.is_file())


def test_looking_after_the_keys_again_and_again_changes_nothing(keys: SealKeys) -> None:
    keys.rotate(NOW)
    before = snapshot(keys)
    assert keys.tend(NOW + HOUR) == 0
    assert snapshot(keys) == before


@pytest.mark.parametrize("place", ["_keep", "_publish", "tend"], ids=["before anything", "before it is published", "before the old one is retired"])
def test_a_change_of_keys_that_was_cut_off_loses_no_key_and_can_be_done_again(keys: SealKeys, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    sealed = keys.seal(CONTENT)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SealKeys, place, killed)
        with pytest.raises(KeyboardInterrupt):
            keys.rotate(NOW)
    between = keys.seal(CONTENT)
    assert opens(keys, sealed)
    assert opens(keys, between)
    keys.tend(NOW + HOUR)
    assert opens(keys, between, NOW + HOUR)
    keys.rotate(NOW + 2 * HOUR)
    assert opens(keys, keys.seal(CONTENT), NOW + 2 * HOUR)
    assert opens(keys, between, NOW + 2 * HOUR)
    keys.tend(NOW + 27 * HOUR)
    assert [one.kid for one in keys.kept()] == [keys.present()]


def test_the_published_key_is_never_destroyed_though_it_was_once_taken_for_retired(keys: SealKeys) -> None:
    public = keys.public.read_bytes()
    keys.rotate(NOW)
    keys.public.write_bytes(public)
    keys.tend(NOW + HOUR)
    keys.tend(NOW + 48 * HOUR)
    assert [one.kid for one in keys.kept()] == [keys.present()]
    sealed = keys.seal(CONTENT)
    assert opens(keys, sealed, NOW + 48 * HOUR)
    keys.rotate(NOW + 48 * HOUR)
    assert opens(keys, sealed, NOW + 71 * HOUR), "its day begins when it was replaced indeed"


@pytest.mark.parametrize("text", [None, "", "{}", "bukan json"], ids=["missing", "empty", "no key", "no json"])
def test_where_no_key_is_published_none_is_destroyed_and_nothing_sealed(keys: SealKeys, text: str | None) -> None:
    sealed = keys.seal(CONTENT)
    keys.public.unlink() if text is None else keys.public.write_text(text)
    assert keys.tend(NOW + 99 * HOUR) == 0
    assert opens(keys, sealed)
    with pytest.raises(UnavailableError, match="seal rotate"):
        keys.seal(CONTENT)


def test_a_private_key_that_was_published_by_mistake_is_not_used(keys: SealKeys) -> None:
    keys.public.write_text(next(keys.folder.iterdir()).read_text())
    with pytest.raises(UnavailableError):
        keys.seal(CONTENT)


def test_an_office_without_its_private_key_says_what_to_do(keys: SealKeys) -> None:
    sealed = keys.seal(CONTENT)
    for one in keys.folder.iterdir():
        one.unlink()
    for gone in (lambda: None, keys.folder.rmdir):
        gone()
        with pytest.raises(DraftRefusedError, match="surat seal rotate"):
            keys.open(Secret(sealed), NOW)
    keys.rotate(NOW)
    assert opens(keys, keys.seal(CONTENT))
    with pytest.raises(DraftRefusedError, match="surat decide"):
        keys.open(Secret(sealed), NOW)


def test_a_file_that_is_no_key_is_passed_over_and_kept(keys: SealKeys) -> None:
    for name, text in {"a.jwk": "bukan", "b.jwk": keys.public.read_text(), ".surat-1.tmp": "x", "catatan.txt": "y"}.items():
        (keys.folder / name).write_text(text)
    before = snapshot(keys)
    keys.tend(NOW + 99 * HOUR)
    assert snapshot(keys) == before
    assert opens(keys, keys.seal(CONTENT))


def test_a_failing_disk_is_trouble_for_later_not_a_refusal(keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = keys.seal(CONTENT)

    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", str(keys.folder))

    monkeypatch.setattr(module, "_read", fails)
    for act in (lambda: keys.open(Secret(sealed), NOW), lambda: keys.tend(NOW)):
        with pytest.raises(LaterError, match="Input/output error"):
            act()


# systemd's credential


def test_the_key_that_systemd_hands_over_opens_too(keys: SealKeys, tmp_path: Path) -> None:
    (private,) = keys.folder.iterdir()
    private.rename(tmp_path / "surat.segel")
    served = SealKeys(public=keys.public, folder=keys.folder, credential=tmp_path / "surat.segel")
    assert opens(served, keys.seal(CONTENT))
    assert served.tend(NOW) == 0
    assert (tmp_path / "surat.segel").exists()


def test_a_missing_credential_is_no_trouble(keys: SealKeys, tmp_path: Path) -> None:
    assert opens(SealKeys(public=keys.public, folder=keys.folder, credential=tmp_path / "tidak-ada"), keys.seal(CONTENT))


def test_a_new_credential_keeps_the_old_one_for_a_day_where_the_daemon_can_destroy_it(keys: SealKeys, tmp_path: Path) -> None:
    credential = tmp_path / "surat.segel"
    assert keys.rotate(NOW, credential) == credential
    assert mode(credential) == 0o600
    sealed = keys.seal(CONTENT)
    keys.rotate(NOW + HOUR, credential)
    served = SealKeys(public=keys.public, folder=keys.folder, credential=credential)
    assert opens(served, keys.seal(CONTENT), NOW + HOUR)
    assert opens(served, sealed, NOW + 2 * HOUR)
    assert served.tend(NOW + 26 * HOUR) == 2
    assert list(keys.folder.iterdir()) == []
    assert not opens(served, sealed, NOW + 26 * HOUR)
    assert opens(served, keys.seal(CONTENT), NOW + 26 * HOUR)


@pytest.mark.root
def test_what_root_makes_belongs_to_the_service(keys: SealKeys) -> None:
    os.chown(keys.folder.parent, 4711, 4712)
    keys.rotate(NOW)
    made = max(keys.folder.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    assert {(one.stat().st_uid, one.stat().st_gid) for one in keys.folder.iterdir()} == {(4711, 4712)}
    assert mode(made) == 0o600


# What doctor says


def without_public(keys: SealKeys) -> None:
    keys.public.unlink()


def without_private(keys: SealKeys) -> None:
    next(keys.folder.iterdir()).unlink()


def too_open(keys: SealKeys) -> None:
    next(keys.folder.iterdir()).chmod(0o640)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [(without_public, "surat seal rotate"), (without_private, "surat seal rotate"), (too_open, "chmod 600")],
    ids=["no public key", "no private key", "a key others can read"],
)
def test_doctor_tells_what_is_wrong_with_the_sealing_key_and_what_to_do(keys: SealKeys, spoil: Callable[[SealKeys], None], word: str) -> None:
    assert [one.standing for one in sealing(keys, NOW, is_needed=True)] == [Standing.OK]
    spoil(keys)
    (finding,) = sealing(keys, NOW, is_needed=True)
    assert finding.standing is Standing.FAULT
    assert word in finding.message.words()


def test_doctor_only_warns_where_plain_passphrases_are_taken(keys: SealKeys) -> None:
    without_private(keys)
    assert [one.standing for one in sealing(keys, NOW, is_needed=False)] == [Standing.WARN]


def test_doctor_says_how_many_retired_keys_still_open(keys: SealKeys) -> None:
    keys.rotate(NOW)
    assert [one.message for one in sealing(keys, NOW, is_needed=True)] == [say.SEAL_OK(kid=keys.present()), say.SEAL_RETIRED(count=1)]


def test_doctor_says_that_the_keys_cannot_be_read(keys: SealKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(keys.folder))

    monkeypatch.setattr(module, "_read", fails)
    (finding,) = sealing(keys, NOW, is_needed=True)
    assert finding.standing is Standing.FAULT
