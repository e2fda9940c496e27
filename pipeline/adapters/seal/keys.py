"""The sealing keys: where they lie, how one replaces another, and when an old one goes.

The public key in the configuration says which key is the present one; every private key that is not its own was replaced. So nothing has to happen all at
once: a new key is first kept, then published, and whoever looks next notes from when the others are retired. A retired key opens for 24 hours more and is then
removed. Private keys lie in the private folder, a file each, named by their thumbprint; one more may come from systemd (`LoadCredential`), which is only read.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import sync_folder, write_new
from pipeline.adapters.seal import jwe
from pipeline.domain.errors import DraftRefusedError, LaterError, UnavailableError
from pipeline.domain.notes import sealing as say
from pipeline.domain.sealing import RETIRED_FOR
from pipeline.domain.signing import Secret

ENDING: Final = ".jwk"
_RETIRED_AT: Final = "retired_at"
_FOLDER_MODE: Final = 0o700
_PRIVATE_MODE: Final = 0o600
_PUBLIC_MODE: Final = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKey:
    """One private key."""

    kid: str
    file: Path
    text: str = field(repr=False)
    """its JSON"""
    retired_at: datetime | None
    is_kept_here: bool
    """in the private folder, and so ours to remove"""

    def opens(self, present: str | None, now: datetime) -> bool:
        """Whether it still opens, `present` being the key that is published."""
        return self.kid == present or self.retired_at is None or now < self.retired_at + RETIRED_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKeys:
    """The `Sealer` and `Opener` ports on the office's keys.

    Attributes:
        public: the public key's file, which officials read.
        folder: where the private keys are kept.
        credential: systemd's copy of a private key, if there is one.
    """

    public: Path
    folder: Path
    credential: Path | None = None

    def seal(self, content: bytes) -> str:
        """Seal for the present key.

        Raises:
            UnavailableError: there is none that can be read.
        """
        text = self._published()
        if text is None:
            raise UnavailableError(say.NO_PUBLIC_KEY(file=self.public))
        return jwe.close(content, text)

    def open(self, sealed: Secret, now: datetime) -> bytes:
        """What is under a seal for the present key, or for one that was replaced within a day."""
        word = sealed.reveal()
        wanted = jwe.key_named_in(word)
        with _failing(self.folder):
            present, keys = self.present(), self.kept()
        key = next((one for one in keys if one.kid == wanted and one.opens(present, now)), None)
        if key is None:
            raise DraftRefusedError(say.NO_KEY() if not keys or wanted == present else say.FOREIGN_KEY())
        return jwe.open_with(word, key.text)

    def tend(self, now: datetime) -> int:
        """Note which keys were replaced, and destroy those whose time is over; nothing where it cannot be told which key is the present one."""
        destroyed = 0
        with _failing(self.folder):
            present = self.present()
            for one in self.kept() if present else ():
                if not one.is_kept_here:
                    continue
                if one.kid == present or one.retired_at is None:
                    self._note(one, None if one.kid == present else now)
                elif not one.opens(present, now):
                    one.file.unlink(missing_ok=True)
                    destroyed += 1
            if destroyed:
                sync_folder(self.folder)
                jwe.parsed.cache_clear()
        return destroyed

    def make(self) -> None:
        """Make a pair, unless there is a public key; one that was kept and never published is taken."""
        if os.path.lexists(self.public):
            return
        kept = next((one.text for one in self.kept() if one.is_kept_here and one.retired_at is None), None)
        self._publish(kept or self._keep(jwe.new_key()))

    def rotate(self, now: datetime, credential: Path | None = None) -> Path:
        """Put a new pair in the place of the present one; where its private key lies.

        Args:
            now: the moment.
            credential: the file that systemd hands to the service, where the private key is to lie there; the key in it is kept on as a retired one.

        Raises:
            OSError: a folder cannot be written. A key that was not published is harmless.
        """
        if credential is None:
            text = self._keep(jwe.new_key())
            target = self.folder / f"{jwe.kid_of(text)}{ENDING}"
        else:
            with suppress(FileNotFoundError, ValueError):
                self._keep(json.loads(_checked(credential.read_text("utf-8"))))
            text, target = _json(jwe.new_key()), credential
            write_new(target, text.encode(), mode=_PRIVATE_MODE, replace=True)
        self._publish(text)
        self.tend(now)
        return target

    def present(self) -> str | None:
        """The thumbprint of the key that is published; None if there is none that can be read."""
        text = self._published()
        return jwe.kid_of(text) if text is not None else None

    def kept(self) -> tuple[KeptKey, ...]:
        """Every private key that can be read; what is none is passed over.

        Raises:
            OSError: this account may not, or the disk fails.
        """
        found = [*_read(self.credential, is_kept_here=False)] if self.credential else []
        for file in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if file.suffix == ENDING and not file.name.startswith("."):
                found += _read(file, is_kept_here=True)
        return tuple(found)

    def _published(self) -> str | None:
        try:
            text = self.public.read_text("utf-8")
            return None if jwe.parsed(text).has_private else text
        except (FileNotFoundError, ValueError):
            return None

    def _keep(self, key: Mapping[str, str]) -> str:
        """Keep a private key in the private folder, as whoever owns that."""
        if not self.folder.is_dir():
            self.folder.mkdir(mode=_FOLDER_MODE)
            self._give(self.folder)
        text = _json(key)
        self._write(self.folder / f"{jwe.kid_of(text)}{ENDING}", text)
        return text

    def _note(self, key: KeptKey, retired_at: datetime | None) -> None:
        """Write down from when a key is retired, or that it is not."""
        if key.retired_at == retired_at:
            return
        facts = {name: value for name, value in json.loads(key.text).items() if name != _RETIRED_AT}
        self._write(key.file, _json(facts | ({_RETIRED_AT: retired_at.isoformat()} if retired_at else {})))

    def _write(self, file: Path, text: str) -> None:
        write_new(file, text.encode(), mode=_PRIVATE_MODE, replace=True)
        self._give(file)

    def _give(self, path: Path) -> None:
        """What the administrator makes is the service's, whose private folder it is."""
        if os.geteuid() == 0:
            owner = self.folder.parent.stat()
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    def _publish(self, private: str) -> None:
        write_new(self.public, _json(jwe.public_of(private)).encode(), mode=_PUBLIC_MODE, replace=True)


def _read(file: Path, *, is_kept_here: bool) -> Iterator[KeptKey]:
    """The private key in a file, if there is one."""
    try:
        text = _checked(file.read_text("utf-8"))
        retired = json.loads(text).get(_RETIRED_AT)
        retired_at = datetime.fromisoformat(retired).astimezone() if isinstance(retired, str) else None
    except (FileNotFoundError, ValueError):
        return
    yield KeptKey(kid=jwe.kid_of(text), file=file, text=text, retired_at=retired_at, is_kept_here=is_kept_here)


def _checked(text: str) -> str:
    """The JSON of a private key, as it is.

    Raises:
        ValueError: it is none.
    """
    if not jwe.parsed(text).has_private:
        reason = "no private key"
        raise ValueError(reason)
    return text


def _json(key: Mapping[str, object]) -> str:
    return json.dumps(key, indent=1, sort_keys=True) + "\n"


@contextmanager
def _failing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise LaterError(say.KEY_FAILS(file=exc.filename or place, reason=exc.strerror or str(exc))) from exc
