"""An example office on real folders, with the real adapters, worked one round after the other in this process."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from pipeline import daemon
from pipeline.adapters.store.register import SqlRegister
from pipeline.cli.office import make_office
from pipeline.config import Settings, load_settings
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from pipeline.ports import Desk, Each
from pipeline.wiring import open_desk, prepare

KONSEP = Path(__file__).parent / "data" / "konsep"
CODE = "400.12.2.1"
CHAIN = ("kabid-dafduk", "sekretaris", "kepala-dinas")


def settle_fast(config: Path, **changes: str) -> None:
    """Make an office's files count as at rest after 50 ms, and change other lines of pipeline.yaml."""
    file = config / "pipeline.yaml"
    lines = file.read_text("utf-8").splitlines()
    wanted = {"tenang_detik": "0.05", **changes}
    for place, line in enumerate(lines):
        key = line.strip().partition(":")[0]
        if key in wanted and not line.lstrip().startswith("#"):
            lines[place] = f"{line[: len(line) - len(line.lstrip())]}{key}: {wanted.pop(key)}"
    assert not wanted, wanted
    file.write_text("\n".join(lines) + "\n", "utf-8")


def at_rest_at_once(settings: Settings) -> Settings:
    """The same office where nobody saves while a round runs: a file is at rest as soon as it is seen, and nothing waits."""
    return replace(settings, watch=replace(settings.watch, settle=timedelta()))


@dataclass
class Kantor:
    """The office as its staff see it, with a `work` that does all that can be done now."""

    settings: Settings
    desk: Desk
    each: Each

    @property
    def inbox(self) -> Path:
        return self.settings.inbox

    @property
    def konsep(self) -> Path:
        return self.inbox / "1-konsep" / "dafduk"

    @property
    def passphrase(self) -> str:
        secrets = yaml.safe_load((self.settings.state / "demo" / "passphrases.yaml").read_text("utf-8"))
        return str(secrets["kepala-dinas"])

    def work(self) -> None:
        daemon.serve_once(self.desk, self.each)

    def save(self, stem: str, text: str | None = None, *, pdf: Path | bytes | None = KONSEP / "liberation.pdf", unit: str = "dafduk") -> None:
        folder = self.inbox / "1-konsep" / unit
        if pdf is not None:
            (folder / f"{stem}.pdf").write_bytes(pdf if isinstance(pdf, bytes) else pdf.read_bytes())
        if text is not None:
            (folder / f"{stem}.yaml").write_text(text, "utf-8")

    def submit(self, stem: str = "undangan", *, unit: str = "dafduk", pdf: Path | bytes = KONSEP / "liberation.pdf", **keys: object) -> Letter:
        """Save a draft and work until it waits; the letter it became."""
        facts = {"hal": "Undangan Rapat", "kepada": ["diskominfo"], "klasifikasi": CODE} | keys
        self.save(stem, yaml.safe_dump({key: value for key, value in facts.items() if value is not None}, allow_unicode=True), pdf=pdf, unit=unit)
        before = {one.id for one in self.desk.register.letters(everything=True)}
        self.work()
        new = [one for one in self.desk.register.letters(everything=True) if one.id not in before]
        if not new and "surat" in keys:
            return self.letter(str(keys["surat"]))
        assert len(new) == 1, (sorted(path.name for path in self.konsep.iterdir()), self.notes())
        return new[0]

    def letter(self, id: str) -> Letter:
        return self.desk.register.letter(id)

    def notes(self) -> dict[str, str]:
        """Every note in the tree that tells somebody something."""
        return {str(path.relative_to(self.inbox)): path.read_text("utf-8-sig") for path in self.inbox.rglob("*.txt") if path.name != "BACA-SAYA.txt"}

    def form(self, letter: Letter, folder: str) -> Path:
        return self.inbox / folder / f"{letter.name}.keputusan.yaml"

    def fill(self, form: Path, **values: str) -> None:
        """Fill a form in as Notepad does: the same file, its lines changed in place."""
        text = form.read_text("utf-8")
        for key, value in values.items():
            assert f'{key}: ""' in text, (key, text)
            text = text.replace(f'{key}: ""', f'{key}: "{value}"')
        form.write_text(text, "utf-8")

    def decide(self, letter: Letter, verdict: str = "setuju", **values: str) -> Letter:
        """Let the official a letter waits for fill in the form in his folder."""
        now = self.letter(letter.id)
        assert now.post is not None, now.state
        stage = "4-tte" if now.state is State.AWAITING_SIGNATURE else "3-verifikasi"
        form = self.form(now, f"{stage}/{now.post.acting}")
        if stage == "4-tte" and verdict == "setuju":
            values = {"passphrase": self.passphrase} | values
        self.fill(form, keputusan=verdict, **values)
        self.work()
        return self.letter(letter.id)

    def approve_all(self, letter: Letter) -> Letter:
        """Let everybody in the chain approve, the signatory too."""
        after = self.letter(letter.id)
        while after.post is not None:
            before = after.version
            after = self.decide(after)
            assert after.version != before, self.notes()
        return after

    def actions(self, letter: Letter) -> list[str]:
        return [event.action for event in self.desk.register.events(letter.id)]

    def tree(self) -> Mapping[str, bytes]:
        """Every file of the instance with its bytes."""
        return {str(path.relative_to(self.settings.root)): path.read_bytes() for path in self.settings.root.rglob("*") if path.is_file()}


@cache
def made_once() -> dict[str, bytes]:
    """What of a new example office takes long to make and is no test's subject: its keys, and the empty register. Made once for all the offices of a process.

    Four pairs of RSA keys and a sealing key take a second, the migrations of a new register a tenth; an office per test needs neither of its own.
    """
    with TemporaryDirectory() as folder:
        state = make_office(Path(folder), demo=True).state
        SqlRegister(state / "surat.db", "-", UTC).close()
        return {str(path.relative_to(state)): path.read_bytes() for path in (*state.glob("demo/*"), *state.glob("segel/*.jwk"), state / "surat.db")}


def lay(folder: Path, *names: str) -> None:
    """Lay some of that into an office that is about to be made, as it makes them itself."""
    for name, content in made_once().items():
        kept = folder / "state" / name
        if name.startswith(names):
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept.touch(0o644 if name.endswith("ca.pem") else 0o600)
            kept.write_bytes(content)
    (folder / "state").chmod(0o700)  # mkdir gives the mode to the last folder alone


def a_sealing_key() -> dict[str, str]:
    """The private sealing key of the offices whose keys were made once."""
    (text,) = (content for name, content in made_once().items() if name.startswith("segel/"))
    return {str(name): str(value) for name, value in json.loads(text).items()}


def lay_sealing_key(folder: Path) -> None:
    """Keep a sealing key for an office that is about to be made, which then publishes it."""
    lay(folder, "segel/")


def make_example(folder: Path) -> Path:
    """`surat init --demo` with keys that other tests have too."""
    lay(folder, "segel/", "demo/")
    make_office(folder, demo=True)
    return folder


class ForwardClock:
    """The office's clock, put forward by hand."""

    def __init__(self, kantor: Kantor) -> None:
        """Take the place of the office's own."""
        self._clock, self.ahead = kantor.desk.clock, timedelta()
        kantor.desk = replace(kantor.desk, clock=self)

    def now(self) -> datetime:
        return self._clock.now() + self.ahead

    def today(self) -> date:
        return self.now().date()

    def monotonic(self) -> float:
        return self._clock.monotonic()


@contextmanager
def open_kantor(folder: Path, **changes: str) -> Iterator[Kantor]:
    """A new example office, ready for work."""
    make_example(folder)
    lay(folder, "surat.db")
    settle_fast(folder / "config", **changes)
    with reopen_kantor(folder) as kantor:
        yield kantor


@contextmanager
def reopen_kantor(folder: Path) -> Iterator[Kantor]:
    """An office that is there already, as after a restart."""
    settings = at_rest_at_once(load_settings(folder / "config"))
    with open_desk(settings) as (desk, each):
        prepare(settings)
        yield Kantor(settings, desk, each)
