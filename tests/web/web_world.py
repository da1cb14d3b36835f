"""What the tests of the pages share: the application, a picture, weights, a job by the form."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fastapi import FastAPI
from PIL import Image, ImageDraw
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import NotFoundError
from modelgraph.runs import Runs
from modelgraph.runs.settings import RunSettings
from modelgraph.web import refusal, router

# The engine is imported by name, here and in its worker processes.
sys.path.append(str(Path(__file__).parents[1] / "runs"))

SETTINGS = RunSettings(
    package="measuring_engine", device="cpu", workers=2, memory_bytes=2_000_000_000, stop_seconds=0
)
HERE = {"Origin": "http://testserver"}
"""What a browser sends with a form of our own pages."""


def application(catalog: Catalog, runs: Runs | None = None, **settings: object) -> FastAPI:
    """Return the pages alone; addresses that nobody answers are refused by them too."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router(catalog, runs, **settings))  # type: ignore[arg-type]

    async def nowhere(request: Request, _: Exception) -> Response:
        return refusal(request, NotFoundError("page", request.url.path))

    app.add_exception_handler(HTTPException, nowhere)
    return app


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False, headers={"Accept": "text/html"})


def picture(width: int = 80, height: int = 60, kind: str = "PNG") -> bytes:
    """Return an image file: white, with a black box."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((10, 10, 40, 40), fill="black")
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def install(weights: Path, variant: str, name: str, tasks: tuple[str, ...]) -> None:
    """Put weights of the measuring engine on the machine."""
    folder = weights / name
    folder.mkdir(parents=True)
    data = name.encode()
    (folder / "model.bin").write_bytes(data)
    manifest = {
        "variant": variant,
        "adapter": "measuring",
        "tasks": tasks,
        "files": [{"name": "model.bin", "sha256": sha256(data).hexdigest(), "bytes": len(data)}],
    }
    (folder / "checkpoint.json").write_text(json.dumps(manifest), encoding="utf-8")


def run(client: TestClient, **fields: object) -> str:
    """Start a job by the form, wait for its end, return its address."""
    data = {"models": ["pp-ocrv4", "tesseract"], **fields}
    answer = client.post("/run", data=data, files={"image": picture()}, headers=HERE)
    assert answer.status_code == 303, answer.text
    address = str(answer.headers["location"])
    wait_for(lambda: client.get(f"{address}.json").json()["state"] in {"succeeded", "failed"})
    return address


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
