"""From a request to an answer: read, measured, validated, priced, executed.

The first four depend on the document alone (the price on its variables too) and are kept, so that a
document seen before goes straight to execution. Resolvers are plain functions and run in a few
threads of their own; subscriptions are the only asynchronous part.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    subscribe,
    validate,
)

from modelgraph.errors import DeadlineError
from modelgraph.graphql.answers import Answers, may_be_kept
from modelgraph.graphql.checks import check_document, check_text
from modelgraph.graphql.cost import Price, priced
from modelgraph.graphql.errors import (
    RequestRefusedError,
    formatted,
    of_exception,
    parse_failed,
)
from modelgraph.graphql.limits import DEFAULT_LIMITS, Limits
from modelgraph.graphql.persisted import Persisted
from modelgraph.graphql.projection import Projection, compiled

_LOG = logging.getLogger("modelgraph.graphql")
_KEPT_DOCUMENTS: Final = 500
_ERRORS: Final = 10
"""After so many faults validation stops: more would help nobody and overlaps are quadratic."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sends, whichever way it came; a document may be named by its ``digest``."""

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation: str | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets: ``data`` (or none, where the request itself was wrong) and ``errors``."""

    body: dict[str, Any]

    @property
    def refused(self) -> bool:
        """Whether nothing was executed."""
        return "data" not in self.body


@dataclass(frozen=True, slots=True)
class _Operation:
    name: str | None
    kind: OperationType
    price: Price
    projection: Projection | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may be executed, and which of its operations is meant."""

    document: DocumentNode
    request: Request
    kind: OperationType
    cost: int
    may_be_kept: bool
    projection: Projection | None


@dataclass(frozen=True, slots=True)
class _Document:
    node: DocumentNode
    operations: tuple[_Operation, ...]
    may_be_kept: bool


class Engine:
    """One schema and its limits; for the requests of one event loop."""

    def __init__(self, schema: GraphQLSchema, limits: Limits = DEFAULT_LIMITS) -> None:
        self._schema = schema
        self.limits = limits
        self.answers = Answers()
        self._persisted = Persisted()
        self._known: OrderedDict[str, _Document | RequestRefusedError] = OrderedDict()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="graphql")

    def close(self) -> None:
        """Let the threads go; whatever is being answered is still answered."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def prepare(self, request: Request) -> Prepared:
        """Read, measure, validate and price a request; new documents are read in a thread.

        Raises:
            RequestRefusedError: it may not be executed; ``errors`` say why.
        """
        if not request.query:
            request = replace(request, query=self._persisted.document(request.digest))
        document = await self._document(request.query)
        if request.digest:
            self._persisted.keep(request.digest, request.query)
        operation = _choose(document.operations, request.operation)
        price = self._price(operation.price, request.variables)
        may_be_kept = operation.kind is OperationType.QUERY and document.may_be_kept
        return Prepared(
            document.node, request, operation.kind, price, may_be_kept, operation.projection
        )

    def _price(self, price: Price, variables: Mapping[str, Any]) -> int:
        cost = price.cost.of(variables)
        if cost > self.limits.cost:
            raise RequestRefusedError(
                "TOO_COMPLEX",
                f"The operation costs {cost:,}; at most {self.limits.cost:,} is allowed.",
                hint="Ask for fewer items (first), fewer models or fewer nested fields.",
                measure="cost",
                limit=self.limits.cost,
                actual=cost,
            )
        for page in price.pages:
            page.check(variables, self.limits)
        return cost

    async def execute(self, prepared: Prepared, context: Any) -> Answer:
        """Execute a query or mutation within the time allowed."""
        work = partial(self._answer, prepared, context)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.limits.seconds):
                return self._priced(prepared, await loop.run_in_executor(self._threads, work))
        except TimeoutError:
            seconds = self.limits.seconds
            late = DeadlineError(f"No answer within {seconds:g} s.", limit_seconds=seconds)
            return Answer({"data": None, "errors": [of_exception(late)]})

    def _priced(self, prepared: Prepared, answer: Answer) -> Answer:
        if answer.refused:
            return answer
        cost = {"requested": prepared.cost, "limit": self.limits.cost}
        return Answer({**answer.body, "extensions": {"cost": cost}})

    def _answer(self, prepared: Prepared, context: Any) -> Answer:
        if prepared.projection is not None:
            try:
                return Answer({"data": prepared.projection(prepared.request.variables, context)})
            except Exception as error:
                # Whatever it is, graphql-core meets it again and puts it into its form.
                _LOG.debug("not answered by projection: %r", error)
        result = execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=dict(prepared.request.variables),
            operation_name=prepared.request.operation,
        )
        return _answer(cast(ExecutionResult, result))

    async def answers_to(self, prepared: Prepared, context: Any) -> AsyncGenerator[Answer]:
        """Yield the answers of a subscription, or the one of a query or mutation."""
        if prepared.kind is not OperationType.SUBSCRIPTION:
            yield await self.execute(prepared, context)
            return
        async with aclosing(self.subscribe(prepared, context)) as answers:
            async for answer in answers:
                yield answer

    async def subscribe(self, prepared: Prepared, context: Any) -> AsyncGenerator[Answer]:
        """Yield the answers of a subscription until its source ends or nobody listens."""
        started = subscribe(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=dict(prepared.request.variables),
            operation_name=prepared.request.operation,
        )
        results = await started if isinstance(started, Awaitable) else started
        if isinstance(results, ExecutionResult):
            yield _answer(results)
            return
        try:
            async for result in results:
                yield _answer(result)
        except Exception as error:
            yield Answer({"data": None, "errors": [of_exception(error)]})
        finally:
            close = getattr(results, "aclose", None)
            if close is not None:
                await cast(Callable[[], Awaitable[None]], close)()

    async def _document(self, text: str) -> _Document:
        known = self._known.get(text)
        if known is None:
            loop = asyncio.get_running_loop()
            known = await loop.run_in_executor(self._threads, self._read, text)
            self._keep(text, known)
        else:
            self._known.move_to_end(text)
        if isinstance(known, RequestRefusedError):
            raise known
        return known

    def _keep(self, text: str, document: _Document | RequestRefusedError) -> None:
        if len(text) <= self.limits.document_bytes:
            self._known[text] = document
            if len(self._known) > _KEPT_DOCUMENTS:
                self._known.popitem(last=False)

    def _read(self, text: str) -> _Document | RequestRefusedError:
        try:
            check_text(text, self.limits)
            node = _parse(text)
            check_document(node, self.limits)
            if errors := validate(self._schema, node, max_errors=_ERRORS):
                return RequestRefusedError.of("GRAPHQL_VALIDATION_FAILED", errors)
        except RequestRefusedError as refusal:
            return refusal
        return _Document(node, tuple(self._operations(node)), may_be_kept(node))

    def _operations(self, document: DocumentNode) -> list[_Operation]:
        nodes = document.definitions
        fragments = {n.name.value: n for n in nodes if isinstance(n, FragmentDefinitionNode)}
        return [
            _Operation(
                node.name.value if node.name else None,
                node.operation,
                priced(self._schema, node, fragments),
                self._compiled(document, node),
            )
            for node in nodes
            if isinstance(node, OperationDefinitionNode)
        ]

    def _compiled(self, document: DocumentNode, node: OperationDefinitionNode) -> Projection | None:
        is_query = node.operation is OperationType.QUERY
        return compiled(self._schema, document, node) if is_query else None


def _parse(text: str) -> DocumentNode:
    try:
        return parse(text)
    except GraphQLError as error:
        raise parse_failed(error) from error


def _choose(operations: tuple[_Operation, ...], name: str | None) -> _Operation:
    fitting = [each for each in operations if name is None or each.name == name]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(each.name or "(no name)" for each in operations) or "none"
    raise RequestRefusedError(
        "GRAPHQL_OPERATION_NOT_FOUND",
        f"There is no operation called {name!r}." if name else "Say which operation is meant.",
        hint=f"operationName is one of: {names}.",
    )


def _answer(result: ExecutionResult) -> Answer:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [formatted(error) for error in result.errors]
    # Without data and without a path nothing was executed: a variable was wrong.
    if result.data is not None or not all(error.path is None for error in result.errors or ()):
        body["data"] = result.data
    return Answer(body)
