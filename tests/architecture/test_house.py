import ast
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

import pipeline
from pipeline.domain import notes as catalogue
from pipeline.domain.notes import Text
from tests.conftest import LONGEST_FIRST

PACKAGE = Path(pipeline.__file__).parent
PURE = {
    "collections",
    "dataclasses",
    "decimal",
    "datetime",
    "difflib",
    "email",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
}
"""All that the domain may import besides itself."""

WORDS = Counter(word for one in PACKAGE.rglob("*.py") for word in re.findall(r"\w+", one.read_text("utf-8")))
"""How often each word stands in the package."""


def modules(folder: str) -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def label(module: Path) -> str:
    return str(module.relative_to(PACKAGE))


@pytest.mark.parametrize("module", modules("domain"), ids=label)
def test_the_domain_imports_only_what_is_pure(module: Path) -> None:
    strange = {name for name in imported(module) if not name.startswith("pipeline.domain") and name.split(".")[0] not in PURE}
    assert strange == set()


@pytest.mark.parametrize("module", modules("stages"), ids=label)
def test_a_stage_knows_no_neighbour_of_the_office(module: Path) -> None:
    allowed = ("pipeline.domain", "pipeline.ports")
    strange = {name for name in imported(module) if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(allowed)}
    assert strange == set()


@pytest.mark.parametrize("module", modules("adapters"), ids=label)
def test_an_adapter_knows_no_other_adapter(module: Path) -> None:
    parts = module.relative_to(PACKAGE / "adapters").parts
    own = f"pipeline.adapters.{parts[0].removesuffix('.py')}"
    known = (own, "pipeline.adapters.durable", "pipeline.adapters.forkserver", "pipeline.adapters.line", "pipeline.adapters.mounts")
    strange = {name for name in imported(module) if name.startswith("pipeline.adapters.") and not name.startswith(known)}
    assert strange == set()


@pytest.mark.parametrize("module", [one for one in modules(".") if one != PACKAGE / "config" / "__init__.py"], ids=label)
def test_only_the_configuration_reads_the_environment(module: Path) -> None:
    text = module.read_text("utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


def texts() -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    folder = Path(catalogue.__file__).parent
    for module in sorted(folder.glob("*.py")):
        if module.stem != "__init__":
            loaded = __import__(f"{catalogue.__name__}.{module.stem}", fromlist=["x"])
            found += [(f"{module.stem}.{name}", value) for name, value in vars(loaded).items() if isinstance(value, Text)]
    return found


@pytest.mark.parametrize(("name", "text"), texts(), ids=[name for name, _ in texts()])
def test_every_sentence_stands_in_both_languages_and_is_used(name: str, text: Text) -> None:
    constant = name.split(".")[1]
    assert text.id.strip()
    assert text.en.strip()
    assert WORDS[constant] > 1, f"nobody says {name}"


def test_every_file_that_is_to_begin_early_is_there() -> None:
    assert [file for file in LONGEST_FIRST if not (PACKAGE.parent / file).is_file()] == []
    assert len(set(LONGEST_FIRST)) == len(LONGEST_FIRST)


def test_a_sentence_whose_languages_differ_in_fields_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="fields differ"):
        Text(id="Surat {letter}", en="Letter {id}")


def test_a_sentence_is_said_with_all_its_fields() -> None:
    with pytest.raises(ValueError, match="takes"):
        Text(id="Surat {letter}", en="Letter {letter}")(number="1")
