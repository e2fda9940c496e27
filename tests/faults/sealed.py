"""Fifty letters signed with sealed passphrases by a daemon that is killed again and again; then the passphrase is looked for everywhere.

Run as `python -m tests.faults.sealed FOLDER SEED` with standard error going into FOLDER; one JSON line with the figures is printed. A warmed process without
threads forks a child for each life of the daemon, which is killed by SIGKILL at a boundary that chance chooses.
"""

import base64
import json
import os
import random
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from click.testing import CliRunner

from pipeline.cli import surat
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from pipeline.logs import set_up_logs
from tests.faults import invariants
from tests.faults.boundaries import watch
from tests.faults.crash import NEVER, in_a_child, killed_at
from tests.faults.staff import Staff
from tests.faults.workplace import Workshop, come_to_rest, new_office, workshop_of
from tests.kantor import CODE, KONSEP

LETTERS = 50
LISTS = 5
KILLS = 12
MOST_CALLS = 120
"""the longest life of a daemon, in boundaries between its steps; signing ten letters meets about sixty"""
HEAD = "kepala-dinas"


def main(folder: Path, seed: int) -> None:
    """Play, kill, and check."""
    set_up_logs()
    chance = random.Random(seed)  # noqa: S311 -- to be repeated, not to be secret
    office = new_office(folder / "kantor", passphrase_polos="tidak")
    shop = workshop_of(office)
    letters = _verified(shop)
    size = LETTERS // LISTS
    seals = [_decide(office, [one.id for one in letters[start : start + size]], Staff(office).passphrase) for start in range(0, LETTERS, size)]
    copies = list(_copies(office))
    kills = sum(_live(shop, chance.randrange(MOST_CALLS)) for _ in range(KILLS)) + _live(shop, NEVER)
    _save_copies(office, copies)
    kills += sum(_live(shop, chance.randrange(MOST_CALLS)) for _ in range(KILLS // 3)) + _live(shop, NEVER)
    _check(shop, letters)
    words = [Staff(office).passphrase, *(one[at : at + 40] for one in seals for at in (200, len(one) - 80))]
    print(json.dumps({"kills": kills, "letters": len(letters), "files": len(list(_files(folder))), "found": _found(folder, words)}))  # noqa: T201 -- the answer


def _verified(shop: Workshop) -> Sequence[Letter]:
    """Letters that wait for their TTE."""
    office = shop.settings.root
    for place in range(LETTERS):
        facts = {"hal": f"Surat {place}", "kepada": ["diskominfo", "dinkes"][: 1 + place % 2], "klasifikasi": CODE}
        target = office / f"inbox/1-konsep/umum/surat-{place}.pdf"
        target.write_bytes((KONSEP / "carlito.pdf").read_bytes() + b"\n%% %d\n" % place)
        target.with_suffix(".yaml").write_text(yaml.safe_dump(facts), "utf-8")
    with shop.desk() as desk:
        come_to_rest(desk)
        for form in (office / "inbox/3-verifikasi/sekretaris").glob("*.keputusan.yaml"):
            form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"'), "utf-8")
        come_to_rest(desk)
        letters = desk.register.letters()
        assert [one.state for one in letters] == [State.AWAITING_SIGNATURE] * LETTERS
        return letters


def _decide(office: Path, letters: Sequence[str], passphrase: str) -> str:
    """Let the head decide by command; the seal that was written."""
    words = ["decide", *letters, "setuju", "--as", HEAD, "--passphrase-file", "-", "--config", str(office / "config")]
    done = CliRunner().invoke(surat, words, input=f"{passphrase}\n")
    assert done.exit_code == 0, done.output
    text = next((office / f"inbox/4-tte/{HEAD}").glob(f"daftar_{letters[0]}_*")).read_text("utf-8")
    return text.split('passphrase_tersegel: "')[1].split('"')[0]


def _copies(office: Path) -> Iterator[bytes]:
    """What somebody may put back later: each list as it is, and one whose seal is broken over two lines."""
    for file in sorted((office / f"inbox/4-tte/{HEAD}").glob("daftar_*")):
        yield file.read_bytes()
        yield file.read_bytes().replace(b'passphrase_tersegel: "', b"passphrase_tersegel: >\r\n  ")


def _save_copies(office: Path, copies: Sequence[bytes]) -> None:
    for place, content in enumerate(copies):
        (office / f"inbox/4-tte/{HEAD}/salinan-{place}.yaml").write_bytes(content)


def _live(shop: Workshop, calls: int) -> bool:
    """One life of the daemon; whether it was killed."""

    def live() -> None:
        with shop.desk(lambda desk: watch(desk, killed_at(calls))) as desk:
            come_to_rest(desk)

    end = in_a_child(live)
    assert end in {0, -signal.SIGKILL}, end
    return end != 0


def _check(shop: Workshop, letters: Sequence[Letter]) -> None:
    """Every letter was signed once and sent, and nobody but whoever put copies back was troubled."""
    with shop.desk() as desk:
        for letter in letters:
            found = desk.register.letter(letter.id)
            actions = [event.action for event in desk.register.events(letter.id)]
            assert (found.state, actions.count("signed")) == (State.SENT, 1), actions
            verified = desk.judge.verify(desk.documents.path(found.document or ""))
            assert (verified.valid, len(verified.signatures)) == (True, 1)
        invariants.assert_nothing_left_behind(shop.settings.root)
    notes = list((shop.settings.inbox / f"4-tte/{HEAD}").glob("*.PERBAIKI.txt"))
    assert sorted(one.name for one in notes) == sorted(f"salinan-{place}.yaml.PERBAIKI.txt" for place in range(2 * LISTS)), notes
    assert list((shop.settings.inbox / f"4-tte/{HEAD}").glob("*.yaml")) == []


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file())


def _found(folder: Path, words: Sequence[str]) -> list[str]:
    """Which files hold any of these, as it is or as mails and documents write it."""
    raw = [one.encode() for one in words]
    shapes = {
        *raw,
        *(one.hex().encode() for one in raw),
        *(one.decode().encode("utf-16-le") for one in raw),
        *(base64.b64encode(b" " * shift + one)[4 if shift else 0 : -4] for one in raw for shift in range(3)),
    }
    list_of_the_demonstration = folder / "kantor" / invariants.SECRET_LIES_IN
    return [str(one) for one in _files(folder) if one != list_of_the_demonstration and any(shape in one.read_bytes() for shape in shapes)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.flush()
    os._exit(0)
