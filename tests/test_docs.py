"""What the documentation says is true: examples run, references are generated, links lead on."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelgraph import __version__
from modelgraph.cli.app import app

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
EXAMPLES = ("README.md", "docs/tutorial.md")
WITH_SERVER = ROOT / "docs/how-to/scratch-endpoint.md"
"""A page whose commands are requests to a server, which a test of its own starts."""

WITH_ENGINE = ROOT / "docs/how-to/outgrow-one-machine.md"
"""A page whose commands ask an engine elsewhere; tests/server runs them."""

HOW_TO = sorted(set((ROOT / "docs/how-to").glob("*.md")) - {WITH_SERVER, WITH_ENGINE})
NEEDS_WEIGHTS = (
    "modelgraph weights", "modelgraph run", "modelgraph jobs",
    "modelgraph tasks efficientnet-lite", "modelgraph sparql \"SELECT ?variant ?seconds",
)  # fmt: skip
NOT_HERE = ("modelgraph serve", "modelgraph demo")
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True, slots=True)
class Example:
    """A command of a page with the output that the page shows, ``…`` standing for anything."""

    command: str
    output: str

    def missing_in(self, shown: str) -> list[str]:
        """Return the first lines that the page shows together and the output does not."""
        lines = [" ".join(line.split()) for line in shown.splitlines() if line.strip()]
        at = 0
        for wanted in re.split(r"^\s*…\s*$", self.output, flags=re.MULTILINE):
            patterns = [pattern(line) for line in wanted.splitlines() if line.strip()]
            places = range(at, len(lines) - len(patterns) + 1)
            found = next((p for p in places if all_match(patterns, lines[p:])), None)
            if found is None:
                return wanted.splitlines()
            at = found + len(patterns)
        return []


def pattern(line: str) -> re.Pattern[str]:
    return re.compile(re.escape(" ".join(line.split())).replace("…", ".*") + "$")


def all_match(patterns: list[re.Pattern[str]], lines: list[str]) -> bool:
    return all(each.match(line) for each, line in zip(patterns, lines, strict=False))


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


def examples(page: Path) -> Iterator[Example]:
    """Yield the commands of a page, in order, each with the output below it."""
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = f"{command[:-1].rstrip()} {more.lstrip('> ').lstrip()}"
            yield Example(command.partition("  #")[0].strip(), output)


def check_here(example: Example) -> None:
    """Run a command within this process, in the folder and with the home that are set."""
    answer = CliRunner().invoke(app, shlex.split(example.command)[1:])
    shown = answer.stdout + answer.stderr
    assert example.missing_in(shown) == [], f"$ {example.command}\n{shown}"


def check(example: Example, home: Path) -> None:
    """Run a command as a user would, and compare."""
    answer = subprocess.run(
        [sys.executable, "-m", *shlex.split(example.command)],
        cwd=home,
        env={**os.environ, "MODELGRAPH_HOME": str(home / "home"), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    shown = answer.stdout + answer.stderr
    assert example.missing_in(shown) == [], f"$ {example.command}\n{shown}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder to run the examples of a page in, with the files that README and tutorial show."""
    write_files(tmp_path, "".join((ROOT / name).read_text() for name in EXAMPLES))
    return tmp_path


def write_files(folder: Path, text: str) -> None:
    """Write the files that a page shows."""
    for name, content in re.findall(
        r"<!-- file: (\S+) -->\n+```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    ):
        (folder / name).write_text(content)


@pytest.mark.parametrize(
    "name", ["README.md", pytest.param("docs/tutorial.md", marks=pytest.mark.slow)]
)
def test_commands_on_facts_answer_as_shown(
    name: str, home: Path, shipped_at_hand: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "home").mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setenv("MODELGRAPH_HOME", str(home / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    run = 0
    for example in examples(ROOT / name):
        if example.command.startswith("modelgraph ") and not example.command.startswith(
            (*NEEDS_WEIGHTS, *NOT_HERE)
        ):
            check_here(example)
            run += 1

    assert run > 0


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_a_how_to_leads_where_it_says(
    page: Path, tmp_path: Path, shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cache").symlink_to(shipped_home / "cache")
    write_files(tmp_path, page.read_text())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODELGRAPH_STORE", raising=False)
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    run = 0
    for example in examples(page):
        if example.command.startswith("modelgraph ") and not example.command.startswith(
            (*NEEDS_WEIGHTS, *NOT_HERE)
        ):
            check_here(example)
            run += 1

    assert run > 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_requests_to_a_scratch_endpoint_answer_as_shown(tmp_path: Path) -> None:
    from server.serving import serving

    write_files(tmp_path, WITH_SERVER.read_text())
    settings = {"home": tmp_path, "store": str(tmp_path / "notes"), "empty": True}
    with serving(**settings, write_key="secret") as client:
        here = f"{client.base_url.host}:{client.base_url.port}"
        asked = [each for each in examples(WITH_SERVER) if each.command.startswith("curl")]
        for example in asked:
            answer = subprocess.run(
                ["bash", "-c", example.command.replace("127.0.0.1:8001", here)],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=True,
            )
            assert example.missing_in(answer.stdout) == [], f"$ {example.command}\n{answer.stdout}"

    assert len(asked) > 5


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", EXAMPLES)
def test_commands_that_run_models_answer_as_shown(name: str, home: Path) -> None:
    for example in examples(ROOT / name):
        if example.command.startswith(NEEDS_WEIGHTS):
            check(example, home)


@pytest.mark.parametrize(
    "name", ["README.md", pytest.param("docs/tutorial.md", marks=pytest.mark.slow)]
)
def test_python_examples_give_what_they_show(name: str) -> None:
    for block in blocks(ROOT / name, "python"):
        test = doctest.DocTestParser().get_doctest(block, {}, name, name, 0)
        assert test.examples, f"no >>> in {block}"

        failures, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)

        assert failures == 0


def test_the_reference_is_what_the_code_says() -> None:
    from scripts import reference

    for name, text in reference.pages().items():
        committed = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")
        assert committed == text, f"{name}: run python scripts/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_documentation_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text)

    broken = [target for target in targets if not leads_somewhere(page, target)]

    assert broken == []


def leads_somewhere(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = (page.parent / name) if name else page
    if not path.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE) if anchor else []
    return not anchor or anchor in {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_name_no_path_of_a_machine(page: Path) -> None:
    assert re.findall(r"/(?:work|tmp|root|home)/\w+", page.read_text()) == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())

    assert sorted(set(listed)) == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == __version__
    assert re.search(r"^## \[", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {
        re.split(r"[\[<>= ]", each)[0].lower()
        for each in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    } - {"modelgraph"}

    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(), re.MULTILINE))

    assert wanted - locked == set()
