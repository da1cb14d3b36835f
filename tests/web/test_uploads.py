"""Images come in by form only, from our own pages or from programs, and within limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from web_world import HERE, SETTINGS, picture

PROGRAM = {"X-Modelgraph": "1", "Accept": "application/json"}


def test_an_upload_is_answered_with_the_id_it_is_read_by(runner: TestClient) -> None:
    answer = runner.post("/images", files={"file": picture()}, headers=PROGRAM)
    kept = answer.json()

    read = runner.get(f"/images/{kept['id']}")

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/images/{kept['id']}"
    assert (kept["width"], kept["height"], kept["media_type"]) == (80, 60, "image/png")
    assert read.content == picture()
    assert read.headers["content-type"] == "image/png"
    assert read.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in read.headers["cache-control"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "http://testserver"}, 201),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"X-Requested-With": "fetch"}, 201),
        ({"Authorization": "Bearer x"}, 201),
    ],
)
def test_a_form_of_another_site_is_refused(
    runner: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = runner.post("/images", files={"file": picture()}, headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"just text", 415, "format"),
        (b"<svg onload='alert(1)'/>", 415, "format"),
        (b"\x89PNG\r\n\x1a\n", 400, "header"),
        (b"", 400, "empty"),
    ],
)
def test_what_is_no_image_is_refused_with_the_reason(
    runner: TestClient, data: bytes, status: int, reason: str
) -> None:
    answer = runner.post("/images", files={"file": ("cat.png", data)}, headers=PROGRAM)

    assert answer.status_code == status
    assert answer.json()["error"]["details"].get("reason") == reason


def test_a_header_that_promises_too_many_pixels_is_refused_undecoded(runner: TestClient) -> None:
    huge = bytearray(picture())
    huge[16:24] = (60_000).to_bytes(4, "big") * 2

    answer = runner.post("/images", files={"file": bytes(huge)}, headers=PROGRAM)

    assert answer.status_code == 413
    assert answer.json()["error"]["details"]["actual"] == 60_000**2


def chunks(size: int) -> Iterator[bytes]:
    yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    for _ in range(size // 100_000):
        yield b"\0" * 100_000
    yield b"\r\n--x--\r\n"


def test_twenty_megabytes_are_refused_whether_their_length_is_told_or_not(
    runner: TestClient,
) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x", **PROGRAM}

    told = runner.post("/images", content=b"".join(chunks(20_000_000)), headers=kind)
    streamed = runner.post("/images", content=chunks(20_000_000), headers=kind)

    for answer in (told, streamed):
        assert answer.status_code == 413
        details = answer.json()["error"]["details"]
        assert details["limit"] >= SETTINGS.image_bytes
        assert details["actual"] > details["limit"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/plain", b"hello"),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data; boundary=x", b""),
        ("application/x-www-form-urlencoded", b"file=a"),
        ("application/json", b"{}"),
    ],
)
def test_what_is_no_form_is_refused(runner: TestClient, kind: str, content: bytes) -> None:
    answer = runner.post("/images", content=content, headers={**PROGRAM, "Content-Type": kind})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "INVALID_DATA"


@pytest.mark.parametrize("name", ["0" * 64, "..%2f..%2fetc%2fpasswd", "x", "0" * 63])
def test_an_image_is_named_by_its_hash_and_by_nothing_else(runner: TestClient, name: str) -> None:
    assert runner.get(f"/images/{name}").status_code == 404


def test_a_key_is_asked_for_where_one_is_set(locked: TestClient) -> None:
    without = locked.post("/images", files={"file": picture()}, headers=HERE)
    with_key = locked.post(
        "/images", files={"file": picture()}, headers={"Authorization": "open sesame"}
    )

    assert without.status_code == 401
    assert without.headers["www-authenticate"] == "Bearer"
    assert with_key.status_code == 201
