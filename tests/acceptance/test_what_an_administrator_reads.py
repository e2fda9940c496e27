"""What the commands say: sentences that can be acted on, in the reader's language, with commands that can be pasted."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import _HOMES, surat
from pipeline.cli.common import pasteable
from pipeline.domain.signing import common_name
from tests.kantor import Kantor

COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()")


def run(*words: object, config: Path | None = None, **environment: str) -> Result:
    where = ["--config", str(config)] if config else []
    return CliRunner(env=environment).invoke(surat, [*map(str, words), *where])


def leaves(group: click.Group, context: click.Context) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found += [(f"{name} {below}", one) for below, one in leaves(command, context)] if isinstance(command, click.Group) else [(name, command)]
    return found


def test_every_option_of_every_command_says_what_it_is_for() -> None:
    commands = leaves(surat, click.Context(surat))
    assert {name.split()[0] for name, _ in commands} == set(_HOMES)
    silent = [(name, one.name) for name, command in commands for one in command.params if isinstance(one, click.Option) and not one.help]
    assert silent == []


def test_advice_can_be_pasted_where_the_instance_is_not_the_default_one(kantor: Kantor) -> None:
    letter = kantor.submit()
    (kantor.inbox / "3-verifikasi" / "kabid-dafduk" / f"{letter.name}.pdf").unlink()
    told = run("audit", config=kantor.settings.folder).output
    advice = re.search(r"surat audit --repair .*", told)
    assert advice is not None, told
    done = subprocess.run([*COMMAND, *shlex.split(advice[0])[1:]], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert letter.id in done.stdout


@pytest.mark.parametrize(
    ("said", "pasted"),
    [
        ("Dapat dibereskan dengan: surat audit --repair", "Dapat dibereskan dengan: surat audit --repair --config '/srv/a b/config'"),
        ("lalu: surat number resume --last N", "lalu: surat number resume --last N --config '/srv/a b/config'"),
        ("periksa dengan surat show 2026-000001.", "periksa dengan surat show 2026-000001 --config '/srv/a b/config'."),
        ("surat run --config /etc/x", "surat run --config /etc/x"),
        ("Semua surat sudah selesai; surat init DIR", "Semua surat sudah selesai; surat init DIR"),
    ],
)
def test_a_command_in_a_sentence_names_the_instance(monkeypatch: pytest.MonkeyPatch, said: str, pasted: str) -> None:
    assert pasteable(said, Path("/srv/a b/config")) == pasted
    monkeypatch.setenv("SURAT_CONFIG", "/srv/a b/config")
    assert pasteable(said, Path("/srv/a b/config")) == said


def test_an_unknown_letter_is_answered_with_where_to_look(kantor: Kantor) -> None:
    done = run("show", "2020-000777", config=kantor.settings.folder)
    assert done.exit_code != 0
    assert f"surat status --all --config {kantor.settings.folder}" in done.output


@pytest.mark.parametrize(("spoken", "word"), [("id_ID.UTF-8", "tidak dikenal"), ("en_GB.UTF-8", "There is no key"), ("C.UTF-8", "tidak dikenal")])
def test_what_is_wrong_with_the_configuration_is_told_in_the_language_of_the_terminal(kantor: Kantor, spoken: str, word: str) -> None:
    file = kantor.settings.folder / "pipeline.yaml"
    file.write_text(file.read_text("utf-8") + "warna: merah\n", "utf-8")
    for command in ("check-config", "doctor"):
        done = run(command, config=kantor.settings.folder, LANG=spoken, LC_ALL="", LC_MESSAGES="")
        assert done.exit_code == 78
        assert word in done.output, (command, done.output)


def test_each_column_of_the_status_table_stands_under_its_heading(kantor: Kantor) -> None:
    letter = kantor.submit()
    for language in ("id", "en"):
        kantor_language(kantor, language)
        head, line, *_ = run("status", config=kantor.settings.folder).output.splitlines()
        starts = [found.start() for found in re.finditer(r"(?<!\S)\S+(?: \S+)*", head)]
        assert len(starts) == 6, head
        assert [line[start - 1] for start in starts[1:]] == [" "] * 5
        assert " " not in {line[start] for start in starts}, f"{head}\n{line}"
        assert letter.id in line


def kantor_language(kantor: Kantor, language: str) -> None:
    file = kantor.settings.folder / "pipeline.yaml"
    file.write_text(re.sub(r"(?m)^bahasa:.*$", f"bahasa: {language}", file.read_text("utf-8")), "utf-8")


def test_a_delivery_without_a_note_ends_without_a_colon_or_a_dot(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["Camat Bantul"]))
    lines = run("show", letter.id, config=kantor.settings.folder).output.splitlines()
    assert any("Camat Bantul" in line for line in lines)
    assert [line for line in lines if line.rstrip().endswith((":", "·"))] == []


def test_a_signer_is_called_by_his_name_and_programs_get_the_whole_subject(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit())
    (copy,) = kantor.inbox.glob(f"6-terkirim/*/*/{letter.id}_*.pdf")
    facts = json.loads(run("verify", copy, "--json", config=kantor.settings.folder).output)
    subject = facts["signatures"][0]["signer"]
    told = run("verify", copy, config=kantor.settings.folder).output
    assert "CN=" in subject
    assert f"  {common_name(subject)} · " in told
    assert "CN=" not in told


@pytest.mark.parametrize("command", ["doctor", "audit"])
def test_libraries_say_nothing_beside_what_a_command_says(kantor: Kantor, command: str) -> None:
    done = subprocess.run(
        [*COMMAND, command, "--config", str(kantor.settings.folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    assert done.stdout
    assert done.stderr == ""
