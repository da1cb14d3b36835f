"""What holds for every command: how failures are told, and that the door opens fast."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelgraph import __version__
from modelgraph.cli.app import app
from modelgraph.cli.demo import FIRST, TRIALS
from modelgraph.errors import NotFoundError

COMMANDS = (
    "compare", "show", "search", "tasks", "similar", "results", "conflicts", "coverage", "changes",
    "sparql", "query", "demo", "run", "jobs", "weights", "check",
    "serve", "import", "export", "doctor", "settings",
)  # fmt: skip
HEAVY = {"torch", "transformers", "PIL", "numpy", "fastapi", "strawberry", "pydantic", "rdflib"}
ask = CliRunner()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    answer = ask.invoke(app, [command, "--help"])

    assert answer.exit_code == 0
    assert "Usage:" in answer.stdout


def test_no_command_is_left_out_of_the_list_above() -> None:
    listed = ask.invoke(app, ["--help"]).stdout.split("Commands:")[1]

    assert set(re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)) == set(COMMANDS)


def test_the_version_is_that_of_the_package() -> None:
    assert ask.invoke(app, ["--version"]).stdout == f"modelgraph {__version__}\n"


def test_a_failure_is_a_code_a_sentence_and_a_hint_on_standard_error(shipped_home: Path) -> None:
    answer = ask.invoke(app, ["sparql", "SELEKT * {}"], env={"MODELGRAPH_HOME": str(shipped_home)})

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("error INVALID_QUERY: ")
    assert "  hint: Did you mean SELECT?" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("place", [0, 1, 3])
def test_debug_lets_the_failure_itself_through_wherever_it_stands(place: int) -> None:
    command = ["query", "@nowhere.graphql", "--variables", "{}"]
    command.insert(place, "--debug")

    answer = ask.invoke(app, command)

    assert isinstance(answer.exception, NotFoundError)


def test_debug_behind_two_dashes_is_an_argument() -> None:
    answer = ask.invoke(app, ["query", "--", "--debug"])

    assert answer.exit_code == 1
    assert "error " in answer.stderr


@pytest.mark.parametrize("wrong", [["compare"], ["compare", "--colour"], ["no-such-command"]])
def test_wrong_use_ends_with_2(wrong: list[str]) -> None:
    assert ask.invoke(app, wrong).exit_code == 2


def test_a_store_that_is_not_there_is_refused(tmp_path: Path) -> None:
    answer = ask.invoke(app, ["show", "florence-2", "--store", str(tmp_path / "none")])

    assert answer.exit_code == 1
    assert answer.stderr.startswith("error UNAVAILABLE: There is no store in ")


def test_help_imports_nothing_heavy() -> None:
    question = (
        "import sys; sys.argv = ['modelgraph', '--help']\n"
        "from modelgraph.cli.app import main\n"
        "try: main()\n"
        f"except SystemExit: print(sorted({HEAVY!r} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("modelgraph comp", {"compare"}),
        ("modelgraph compare florence", {"florence-2"}),
        ("modelgraph show microsoft/flor", {"microsoft/florence-2"}),
        ("modelgraph run oc", {"ocr", "ocr-with-regions"}),
    ],
)
def test_a_shell_completes_commands_models_and_tasks(
    words: str, expected: set[str], shipped_at_hand: None
) -> None:
    shell = {
        "_MODELGRAPH_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }

    answer = ask.invoke(app, [], env=shell, prog_name="modelgraph")

    assert set(answer.stdout.split()) == expected


def test_a_closed_pipe_is_no_failure_to_report() -> None:
    done = subprocess.run(
        f"{sys.executable} -m modelgraph --help | head -1",
        shell=True, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stderr == ""


def test_the_demo_compares_two_models_and_runs_two_tasks_side_by_side() -> None:
    assert FIRST == ("florence-2", "sam-clip")
    assert len({trial.task for trial in TRIALS}) >= 2
    assert all(len(trial.variants) >= 2 for trial in TRIALS)
