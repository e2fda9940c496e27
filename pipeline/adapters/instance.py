"""A new instance: the example office's files, the shared tree and the private folder (`surat init`).

Everything here may be done again and again: what is there already stays as it is, whoever made it. The templates come from an explicit list, so that nothing
else that happens to lie beside them is ever copied.

Folders get their modes when they are made, whatever the umask says: drafts `3770` (set-group and sticky: nobody touches another's file), officials' folders
`2770` without sticky (a form is saved in place), what is only read `2750`, what only leads further `2755`; the private folder `0700`. Groups are given by the
administrator, one for each role.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import write_new
from pipeline.domain.decision import DecisionFolder
from pipeline.domain.public import PUBLIC

NOTICE_TEMPLATES: Final = ("templat/pemberitahuan.id.html.j2", "templat/pemberitahuan.en.html.j2")
INVITATION_TEMPLATE: Final = "templat/undangan.typ"
CONFIG_TEMPLATES: Final = (
    *("pipeline.yaml", "bidang.yaml", "pejabat.yaml", "tujuan.yaml", "klasifikasi.yaml"),
    *("templat/surel.txt.j2", "templat/surel.en.txt.j2", *NOTICE_TEMPLATES, INVITATION_TEMPLATE),
)
"""The configuration's files, relative to `config/`."""

_DRAFTS: Final = "1-konsep"
_RETURNED: Final = "kembali"
_STAGES: Final[Mapping[str, int]] = {
    _DRAFTS: 0o2755,
    DecisionFolder.NUMBERING: 0o2770,
    DecisionFolder.VERIFICATION: 0o2755,
    DecisionFolder.SIGNATURE: 0o2755,
    "5-kirim": 0o2755,
    DecisionFolder.RELEASE: 0o2770,
    DecisionFolder.PRINT: 0o2770,
    "6-terkirim": 0o2750,
    _RETURNED: 0o2755,
    "karantina": 0o2750,
    "papan": 0o2750,
    PUBLIC: 0o2750,
}
"""The folders every office has, with their modes."""
_UNIT_MODE: Final = 0o3770
_OFFICIAL_MODE: Final = 0o2770
_PRIVATE_MODE: Final = 0o700
_CONFIG_MODE: Final = 0o644

README: Final = "BACA-SAYA.txt"
"""What each folder is for, in the words of those who use it."""
INBOX_TEMPLATES: Final = tuple(f"{stage}/{README}" for stage in _STAGES if stage != "5-kirim")
"""The shared tree's files, relative to `inbox/`."""

_DEMO_LINES: Final[Mapping[str, Mapping[str, str]]] = {
    "pipeline.yaml": {
        "identitas: pemilik": "identitas: folder",
        "passphrase_polos: tidak": "passphrase_polos: ya",
        "  akar: []": "  akar: [state/demo/ca.pem]",
        "  cara: smtp": "  cara: folder",
    },
    "pejabat.yaml": {'  kunci: ""': "  kunci: state/demo/kepala-dinas.p12"},
}
"""Where the demonstration's files differ: a whole line, and what it becomes."""


def copy_templates(folder: Path, *, demo: bool) -> list[Path]:
    """Make `folder/config/` from the templates.

    Args:
        folder: the instance.
        demo: whether decisions count by their folder, passphrases may stand in them, keys come from `state/demo/` and mail goes into a folder.

    Returns:
        The files that were made; those that were there already are not among them.
    """
    source = _templates() / "config"
    made = []
    for name in CONFIG_TEMPLATES:
        text = (source / name).read_text(encoding="utf-8")
        target = folder / "config" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        made += _write(target, _demo(name, text) if demo else text)
    return made


def own_or_shipped(folder: Path, name: Path) -> Path:
    """A file of the configuration, or where an older instance has none, the template it would have been made from."""
    own = folder / name
    return own if own.exists() else _templates() / "config" / name


def make_folders(inbox: Path, *, units: Iterable[str], verifiers: Iterable[str], signatories: Iterable[str]) -> list[Path]:
    """Make the shared tree with a folder for every unit and official, and a word of explanation in each stage.

    Args:
        inbox: the tree's top.
        units: the units' ids.
        verifiers: the ids of those who verify or act for one who does.
        signatories: the ids of those who sign or act for one who does.

    Returns:
        The folders and files that were made.
    """
    wanted = {inbox: 0o2755} | {inbox / stage: mode for stage, mode in _STAGES.items()}
    wanted |= {inbox / stage / unit: _UNIT_MODE for unit in units for stage in (_DRAFTS, _RETURNED)}
    wanted |= {inbox / DecisionFolder.VERIFICATION / one: _OFFICIAL_MODE for one in verifiers}
    wanted |= {inbox / DecisionFolder.SIGNATURE / one: _OFFICIAL_MODE for one in signatories}
    made = [path for path, mode in wanted.items() if _make(path, mode)]
    for name in INBOX_TEMPLATES:
        made += _write(inbox / name, (_templates() / "inbox" / name).read_text(encoding="utf-8"))
    return made


def make_state(state: Path, *, drops: Iterable[Path] = ()) -> list[Path]:
    """Make the private folder.

    Args:
        state: its top.
        drops: the partners' e-surat folders; those within `state` are made, others are the partners' own and are left alone.

    Returns:
        The folders that were made.
    """
    wanted = [state, state / "documents", state / "mail"]
    for drop in drops:
        if drop.is_relative_to(state):
            wanted += [parent for parent in reversed(drop.parents) if parent.is_relative_to(state)] + [drop]
    return [path for path in wanted if _make(path, _PRIVATE_MODE)]


def _templates() -> Path:
    """Where the templates lie: in the installed package, else in the source tree."""
    package = Path(__file__).parents[1]
    packed = package / "templates"
    return packed if packed.is_dir() else package.parent


def _demo(name: str, text: str) -> str:
    """A template as the demonstration has it.

    Raises:
        AssertionError: the template does not hold each line once; the two have to be mended together.
    """
    lines = text.splitlines()
    for plain, changed in _DEMO_LINES.get(name, {}).items():
        if lines.count(plain) != 1:
            reason = f"{name} has {lines.count(plain)} lines {plain!r}, not one"
            raise AssertionError(reason)
        lines[lines.index(plain)] = changed
    return "\n".join(lines) + "\n"


def _make(path: Path, mode: int) -> bool:
    """Make a folder with its mode, unless it is there."""
    if path.is_dir():
        return False
    path.mkdir(parents=True, mode=_PRIVATE_MODE)
    path.chmod(mode)
    return True


def _write(target: Path, text: str) -> list[Path]:
    """Write a file, unless it is there."""
    if target.exists():
        return []
    try:
        write_new(target, text.encode(), mode=_CONFIG_MODE)
    except FileExistsError:  # a dangling link, or somebody was quicker
        return []
    return [target]
