"""Forms that nobody has filled in: recognised, given and taken back."""

import os
import re
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import sync_folder, write_new
from pipeline.adapters.intake.files import Version, read_same, unlink_same

FORM_MODE: Final = 0o660
_LINE: Final = re.compile(rb'(?:#[^\r\n]*|(?P<key>[a-z_]+): "(?P<value>[0-9a-z:-]*)"|)\r?')
_KEY: Final = re.compile(rb"([a-z_]+):")
_FILLED_BY_US: Final = frozenset({b"surat", b"dokumen"})


def is_blank_form(raw: bytes) -> bool:
    r"""Whether a decision form is as it was published: comments, the letter's id and digest, and nothing else filled in.

    Cautious: whatever looks different is not blank. It needs no YAML, because thousands of forms lie waiting.

    >>> is_blank_form(b'# Surat\r\nsurat: "2027-000001"\r\nkeputusan: ""\r\ncatatan: ""\r\n'), is_blank_form(b'keputusan: "setuju"\r\n')
    (True, False)
    """
    keys = []
    for line in raw.split(b"\n"):
        found = _LINE.fullmatch(line)
        if found is None or (found["value"] and found["key"] not in _FILLED_BY_US):
            return False
        if found["key"]:
            keys.append(found["key"])
    return b"keputusan" in keys and len(keys) == len(set(keys))


def emptied(raw: bytes, redacted: bytes) -> bytes | None:
    r"""A decision form as it was before somebody filled it in; None if it cannot be told. Of comments only those stay that redaction left as they are.

    >>> form = b'# Surat\r\nsurat: "2027-000001"\r\nkeputusan: revisi\r\n'
    >>> emptied(form, form)
    b'# Surat\r\nsurat: "2027-000001"\r\nkeputusan: ""\r\n'
    """
    safe = set(redacted.splitlines())
    lines = []
    for line in raw.splitlines():
        key = _KEY.match(line)
        if key is None:
            lines += [line] if line in safe and (not line or line.startswith(b"#")) else []
        else:
            lines.append(line if key[1] in _FILLED_BY_US else key[1] + b': ""')
    form = b"".join(line + b"\r\n" for line in lines)
    return form if is_blank_form(form) else None


def give_form(form: Path, content: bytes) -> bool:
    """Put a form for a folder's group to fill in; false if the name is taken already.

    Raises:
        OSError: the folder cannot be written.
    """
    try:
        write_new(form, content, mode=FORM_MODE)
    except FileExistsError:
        return False
    group = form.parent.stat().st_gid
    if form.lstat().st_gid != group:
        os.chown(form, -1, group, follow_symlinks=False)
        form.chmod(FORM_MODE)
    return True


def take_back(form: Path, version: Version, content: bytes) -> bool:
    """Remove a form of ours that nobody has touched; false if it is not.

    Raises:
        OSError: it cannot be removed.
    """
    if version[2] != len(content) or read_same(form, version) != content or not unlink_same(form, version):
        return False
    sync_folder(form.parent)
    return True
