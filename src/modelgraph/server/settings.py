"""Every setting of a server, read once, from the environment and from the command that starts it.

Each is an environment variable, as ``MODELGRAPH_PORT`` or ``MODELGRAPH_RUN_KEY``;
``docs/reference/settings.md`` lists them. Keys are kept so that no log and no message shows them.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from modelgraph.errors import InvalidDataError

MEMORY: Final = "memory"
_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")


def default_home() -> Path:
    """Return the folder of this user's data, as the XDG base directories say."""
    given = os.environ.get("XDG_DATA_HOME", "")
    root = Path(given) if given.startswith("/") else Path.home() / ".local" / "share"
    return root / "modelgraph"


class Settings(BaseSettings):
    """The settings of one server."""

    model_config = SettingsConfigDict(
        env_prefix="MODELGRAPH_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    home: Path = Field(
        default_factory=default_home,
        description="The folder of the store, weights, jobs and images.",
    )
    store: str = Field(
        default="",
        description="A folder, `memory`, or the address of an engine's SPARQL queries; empty: the "
        "folder `store` in the home folder.",
    )
    store_update: str = Field(
        default="",
        description="Where that engine takes updates; empty: `/update` beside `/query`, else the "
        "same address.",
    )
    store_graphs: str = Field(
        default="",
        description="Where that engine takes whole graphs (Graph Store Protocol); empty: files go "
        "as updates.",
    )
    store_user: str = Field(default="", description="The user at that engine.")
    store_password: SecretStr | None = Field(
        default=None, description="The user's password; sent as the engine asks, Basic or Digest."
    )
    store_token: SecretStr | None = Field(
        default=None, description="A bearer token for that engine, instead of a user."
    )
    store_seconds: float = Field(
        default=60.0, gt=0, description="Time for one question to that engine."
    )
    store_preferred: str = Field(
        default="",
        description="The graph that holds the preferred facts there; empty: found out.",
    )
    weights: Path | None = Field(
        default=None, description="The folder of the weights; empty: `weights` in the home folder."
    )
    empty: bool = Field(
        default=False, description="Serve a plain SPARQL store without the shipped data."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port; 0: a free one.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Names this server answers to, with commas between; empty: its own addresses, "
        "`*`: any.",
    )
    write_key: SecretStr | None = Field(
        default=None, description="The key for writing; without one nothing can be written."
    )
    run_key: SecretStr | None = Field(
        default=None,
        description="The key for running models; without one running is open on a loopback address "
        "and closed elsewhere.",
    )
    runner: Literal["local", "none"] = Field(
        default="local", description="Who runs models: this machine, or nobody."
    )
    device: str = Field(default="auto", description="Where models run: `auto`, `cpu` or `cuda`.")
    workers: int = Field(default=0, ge=0, description="How many models run at once; 0: one a core.")
    memory_bytes: int = Field(
        default=0, ge=0, description="What loaded weights take together; 0: half of the memory."
    )
    queue_jobs: int = Field(default=100, ge=1, description="Jobs that may wait, of all clients.")
    client_jobs: int = Field(default=5, ge=1, description="Open jobs of one client.")
    run_seconds: float = Field(default=120.0, gt=0, description="Time for one run.")
    body_bytes: int = Field(default=1_000_000, ge=1_000, description="Largest body of a request.")
    image_bytes: int = Field(default=10_000_000, ge=1_000, description="Largest image.")
    image_pixels: int = Field(default=40_000_000, ge=1, description="Most pixels of an image.")
    query_seconds: float = Field(default=10.0, gt=0, description="Time for one query.")
    trusted_query_seconds: float = Field(
        default=60.0, gt=0, description="Time for one SPARQL query with the key for writing."
    )
    query_rows: int = Field(default=10_000, ge=1, description="Rows of one SPARQL answer.")
    connections: int = Field(default=500, ge=1, description="Connections at one time.")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("home", "weights", mode="after")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    @field_validator("write_key", "run_key", "store_password", "store_token", mode="before")
    @classmethod
    def _no_empty_key(cls, value: Any) -> Any:
        return None if value == "" else value

    @property
    def store_folder(self) -> Path | None:
        """The folder of the store; ``None`` for one in memory or at an address."""
        if self.store == MEMORY or self.at_address:
            return None
        return Path(self.store).expanduser() if self.store else self.home / "store"

    @property
    def at_address(self) -> bool:
        """Whether an engine elsewhere keeps the store."""
        return "://" in self.store

    @property
    def weights_folder(self) -> Path:
        """The folder of the weights."""
        return self.weights or self.home / "weights"

    @property
    def runs_folder(self) -> Path:
        """The folder of the jobs and the uploaded images."""
        return self.home / "runs"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names a request may be addressed to; ``*`` for any.

        A server that others can reach doesn't know its own names, so it takes any until it is told;
        nothing that it answers is made from the name.
        """
        if self.allowed_hosts:
            return self.allowed_hosts
        return _LOCAL_NAMES if self.loopback else ("*",)


def read(**given: Any) -> Settings:
    """Read the settings; what is given (and not ``None``) goes before the environment.

    Raises:
        InvalidDataError: a setting is unknown or not of its type; its value is never shown.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InvalidDataError(
            f"The setting {name} is wrong: {first['msg']}.",
            hint=f"See MODELGRAPH_{name.upper()} in docs/reference/settings.md.",
            setting=name,
        ) from None
