"""The switchboard: a process's Socket.IO server, who listens to what, who gets which answer."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any, Final

import socketio
import structlog
from flask import Flask, g
from flask_babel import gettext
from prometheus_client import Gauge

from portal.kernel.actor import Actor
from portal.kernel.bell import (
    CHANGED,
    EVICT,
    Hint,
    company_audience,
    person_audience,
    reach_audience,
)
from portal.kernel.bell import session_audience as audience_of_session
from portal.kernel.errors import KontorError, NotSignedIn
from portal.kernel.services import Services
from portal.kernel.words import said, spoken
from portal.realtime.broadcast import broadcast, broadcast_to_all, drop_slow, listeners
from portal.realtime.door import LINE, Door
from portal.realtime.events import Answer, Caller, Content, answer_to
from portal.realtime.line import MAX_FRAME_BYTES, Line

logger = structlog.get_logger("portal.realtime")

LINES: Final = Gauge("kontor_socket_lines", "WebSockets open in this process")
SWEEP_SECONDS: Final = 1.0
CHECK_AGAIN_SECONDS: Final = 60.0
CHECKS_PER_SWEEP: Final = 20
EVERYTHING: Final = "*"


class Switchboard:
    """Connects lines to audiences and answers what they ask. Lives on one event loop."""

    def __init__(self, services: Services, app: Flask, pool: Executor) -> None:
        self.server: Any = socketio.AsyncServer(
            async_mode="asgi",
            transports=["websocket"],
            cors_allowed_origins=[],  # the door has compared Origin already
            max_http_buffer_size=MAX_FRAME_BYTES,
            async_handlers=False,  # one line's questions are answered in the order they were asked
            logger=False,
            engineio_logger=False,
        )
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        self.server.on("*", self._asked)
        self.door: Door | None = None
        self._services = services
        self._app = app
        self._pool = pool
        self._lines: dict[str, Line] = {}

    async def deliver(self, hints: Sequence[Hint]) -> None:
        """Pass hints on to whoever of their audiences is connected here."""
        for hint in hints:
            if hint.event == EVICT:
                self._evict(hint.audiences)
            elif hint.event == CHANGED:
                await broadcast(self.server, CHANGED, {"topics": list(hint.topics)}, hint.audiences)
            else:
                await broadcast(self.server, hint.event, hint.data or {}, hint.audiences)

    async def look_again(self) -> None:
        """Tell everyone to fetch what they show: hints may have gone by unheard."""
        await broadcast_to_all(self.server, CHANGED, {"topics": [EVERYTHING]})

    async def sweep(self) -> None:
        """Once a second: drop who reads too slowly, and who lost their session unheard."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                drop_slow(self.server, self._lines.values())
                await self._check_again()
            except Exception:
                logger.exception("sweep failed")

    def _evict(self, audiences: Sequence[str]) -> None:
        for audience in audiences:
            for sid in listeners(self.server, audience):
                if sid in self._lines:
                    self._lines[sid].hang_up()

    async def _check_again(self) -> None:
        now = asyncio.get_running_loop().time()
        due = [line for line in self._lines.values() if now - line.checked_at > CHECK_AGAIN_SECONDS]
        for line in due[:CHECKS_PER_SWEEP]:
            await self._check(line)

    async def _check(self, line: Line) -> Actor:
        """Return who is on the line now.

        Raises:
            NotSignedIn: nobody any more, or not with the same rights; the line is hung up.
        """
        assert self.door is not None  # noqa: S101 - set once, before the first line
        actor = await self.door.load_actor(line.token)
        if actor is None or actor != line.actor:
            line.hang_up()
            raise NotSignedIn
        line.checked_at = asyncio.get_running_loop().time()
        return actor

    async def _connect(self, sid: str, environ: dict[str, Any], _auth: object = None) -> bool:
        line: Line = environ["asgi.scope"][LINE]
        if line.is_gone or line.actor.id is None or line.actor.company_id is None:
            return False
        line.sid, line.eio_sid = sid, self.server.manager.eio_sid_from_sid(sid, "/")
        self._lines[sid] = line
        LINES.set(len(self._lines))
        for audience in (
            person_audience(line.actor.id),
            company_audience(line.actor.company_id),
            reach_audience(line.actor.company_id, line.actor.reach),
            audience_of_session(line.token),
        ):
            await self.server.enter_room(sid, audience)
        return await self._is_still_welcome(line)

    async def _is_still_welcome(self, line: Line) -> bool:
        """Ask once more after entering: an eviction between the door and here went unheard."""
        try:
            await self._check(line)
        except NotSignedIn:
            return False
        return True

    async def _disconnect(self, sid: str, _reason: object = None) -> None:
        self._lines.pop(sid, None)
        LINES.set(len(self._lines))

    async def _asked(self, event: str, sid: str, content: object = None, *_more: object) -> Content:
        line = self._lines.get(sid)
        answer = answer_to(event)
        if line is None or answer is None or not isinstance(content, dict):
            return {"error": said("This page asked something the portal does not know. Reload it.")}
        try:
            actor = await self._check(line)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                self._pool, self._answer, loop, sid, actor, answer, content
            )
        except KontorError as refusal:
            return {"error": self._say(line, refusal.message)}
        except Exception:
            logger.exception("socket question failed", question=event)
            return {"error": self._say(line, KontorError.title)}

    def _say(self, line: Line, sentence: str) -> str:
        with self._app.app_context():
            g.locale = line.actor.locale
            return spoken(sentence, gettext)

    def _answer(
        self,
        loop: asyncio.AbstractEventLoop,
        sid: str,
        actor: Actor,
        answer: Answer,
        content: Content,
    ) -> Content:
        """Answer in a worker thread, in a unit of work of its own."""

        def enter(audience: str) -> None:
            change = self.server.enter_room(sid, audience)
            asyncio.run_coroutine_threadsafe(change, loop).result()

        def leave(audience: str) -> None:
            change = self.server.leave_room(sid, audience)
            asyncio.run_coroutine_threadsafe(change, loop).result()

        with self._app.app_context():
            g.locale, g.timezone = actor.locale, actor.time_zone
            with self._services.database.work(actor) as work:
                return answer(work, Caller(enter, leave), content)
