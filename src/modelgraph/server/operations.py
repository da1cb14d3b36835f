"""What operators and tools ask: is it up, can it answer, what is its schema."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response

import modelgraph
from modelgraph.errors import ModelgraphError
from modelgraph.graphql.sdl import SDL

if TYPE_CHECKING:
    from modelgraph.server.parts import Parts


def router(parts: Parts, state: State) -> APIRouter:
    """Return the routes ``/health``, ``/ready`` and ``/schema.graphql``."""
    made = APIRouter()
    text = SDL.read_bytes()
    tag = f'"{sha256(text).hexdigest()[:16]}"'

    @made.api_route("/health", methods=["GET", "HEAD"])
    async def health() -> Response:
        """Say that the process is up; asks nothing of anybody."""
        return _json(200, {"status": "ok", "version": modelgraph.__version__})

    @made.api_route("/ready", methods=["GET", "HEAD"])
    def ready() -> Response:
        """Say whether questions can be answered and models be run."""
        checks = _checks(parts, state)
        good = all(check["ok"] for check in checks.values())
        return _json(200 if good else 503, {"ready": good, "checks": checks})

    @made.api_route("/schema.graphql", methods=["GET", "HEAD"])
    async def schema(request: Request) -> Response:
        """Answer the schema of GraphQL as text."""
        headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(text, headers=headers, media_type="application/graphql; charset=utf-8")

    return made


def _checks(parts: Parts, state: State) -> dict[str, dict[str, Any]]:
    checks = {"store": _tried(lambda: parts.store.ask("ASK { ?s ?p ?o }") and None)}
    if not state.warm:
        checks["start"] = {"ok": False, "reason": state.fault or "not finished yet"}
    if parts.runs is not None:
        runs = parts.runs
        checks["jobs"] = _tried(lambda: {"open": len(runs.jobs(only_open=True, limit=100))})
        checks["models"] = _tried(lambda: _models(runs))
    return checks


def _models(runs: Any) -> dict[str, Any]:
    return {"installed": len(runs.installed()), "loaded": len(runs.loaded())}


def _tried(ask: Any) -> dict[str, Any]:
    try:
        return {"ok": True, **(ask() or {})}
    except (ModelgraphError, OSError) as error:
        return {"ok": False, "reason": str(error)}


def _json(status: int, body: dict[str, Any]) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(body), status, headers, media_type="application/json")
