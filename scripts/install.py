"""Installs this checkout and one of its extras into the environment that runs it.

pip decides and installs; this shows one line of progress instead of two hundred, and on failure the
end of what pip said. With ``--or-less`` a missing package is no reason to stop: the extra is left
out, and what works without it works.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 24
CONSTRAINT = re.compile(r"^[A-Za-z0-9]", re.MULTILINE)
STEP = re.compile(r"^\s*(Collecting|Requirement already satisfied:|Installing collected) ?(.*)$")


def pip(target: str) -> Iterator[str]:
    """Run pip and yield what it says, line by line.

    Raises:
        subprocess.CalledProcessError: pip did not succeed.
    """
    command = [
        sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
        "--progress-bar", "off", "--constraint", str(ROOT / "constraints.txt"),
        "--editable", target,
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        yield from process.stdout
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def show(text: str, done: int, total: int) -> None:
    """Draw the bar over itself in a terminal; elsewhere say nothing in between."""
    if sys.stderr.isatty():
        filled = min(WIDTH, WIDTH * done // max(total, 1))
        bar = "━" * filled + "╌" * (WIDTH - filled)
        print(f"\r\x1b[2K{bar} {text[:50]}", end="", file=sys.stderr, flush=True)


def install(extra: str, total: int) -> bool:
    """Install ``.[extra]`` (or the core alone, for an empty name) and say whether it worked."""
    name = f"modelgraph[{extra}]" if extra else "modelgraph"
    print(f"Installing {name} …", file=sys.stderr)
    last: deque[str] = deque(maxlen=12)
    done = 0
    try:
        for line in pip(f".[{extra}]" if extra else "."):
            last.append(line)
            if step := STEP.match(line):
                done += 1
                show(" ".join(step.groups()).split(" in ")[0], done, total)
    except subprocess.CalledProcessError:
        show("failed\n", done, total)
        sys.stderr.writelines(f"  pip: {line}" for line in last)
        print(f"{name} could not be installed.", file=sys.stderr)
        return False
    show("installed\n", total, total)
    return True


def main() -> int:
    """Install what the command line asks for; 0 when what is needed is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extra", help="extra of modelgraph: onnx, inference, dev")
    parser.add_argument("--or-less", action="store_true", help="go on without the extra")
    arguments = parser.parse_args()
    total = len(CONSTRAINT.findall((ROOT / "constraints.txt").read_text(encoding="utf-8")))
    if install(arguments.extra, total):
        return 0
    if not arguments.or_less:
        return 1
    print("Going on without what that would have brought.", file=sys.stderr)
    if install("", total) or importlib.util.find_spec("modelgraph") is not None:
        return 0
    print("Without its core there is no modelgraph. Is the network there?", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
