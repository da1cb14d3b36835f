"""What happens while a job runs, from any event on, so that a broken connection loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Final, cast

import strawberry

from modelgraph.graphql.arguments import JobId
from modelgraph.graphql.context import Info
from modelgraph.graphql.fields import subscription
from modelgraph.graphql.jobs import RunEvent

_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 0.5

AfterEvent = Annotated[
    int, strawberry.argument(description="The number of the last event that is known; 0 for all.")
]


@strawberry.type(description="What is told as it happens.")
class Subscription:
    @subscription("The events of a job after number `after`, until the last one has come.")
    async def run_progress(
        self, info: Info, job: JobId, after: AfterEvent = 0
    ) -> AsyncGenerator[RunEvent, None]:
        # Asked again rather than waited for: a waiting thread a listener would be too many.
        pause = _FIRST_PAUSE_SECONDS
        while True:
            events = await asyncio.to_thread(info.context.runs.events, job, after)
            for event in events:
                yield cast(RunEvent, event)
                if event.final:
                    return
            after = events[-1].sequence if events else after
            pause = _FIRST_PAUSE_SECONDS if events else min(2 * pause, _LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)
