"""Hints between web processes, and from workers to them, over a Redis channel."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from portal.kernel.bell import Hint
from portal.realtime.wire import Wire

logger = structlog.get_logger("portal.realtime")

CHANNEL: Final = "kontor:bell"
RECONNECT_SECONDS: Final = 0.5
Heard = Callable[[Sequence[Hint]], Awaitable[None]]
Missed = Callable[[], Awaitable[None]]


class RedisCarrier:
    """Publishes and hears. Redis is a bell only: when it is away, commits go on unharmed."""

    def __init__(self, url: str, wire: Wire) -> None:
        self._redis = redis.asyncio.Redis.from_url(
            url, socket_connect_timeout=2.0, health_check_interval=10
        )
        self._wire = wire

    async def publish(self, hints: Sequence[Hint]) -> None:
        try:
            for message in self._wire.write(hints):
                await self._redis.publish(CHANNEL, message)
        except (RedisError, OSError) as error:
            logger.warning("hints kept here: Redis does not answer", error=type(error).__name__)

    async def listen(self, heard: Heard, missed: Missed) -> None:
        """Hear for ever; after each break in the connection say that something may be missed."""
        was_broken = False
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    if was_broken:
                        await missed()
                    was_broken = False
                    async for message in channel.listen():
                        await self._hear(message, heard)
            except (RedisError, OSError) as error:
                if not was_broken:
                    logger.warning("Redis went away", error=type(error).__name__)
                was_broken = True
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear(self, message: dict[str, object], heard: Heard) -> None:
        data = message["data"]
        if message["type"] != "message" or not isinstance(data, str | bytes):
            return
        read = self._wire.read(data)
        if read is None:
            logger.warning("dropped a message on the Redis channel that no process here wrote")
            return
        sender, hints = read
        if sender != self._wire.sender:
            await heard(hints)

    async def close(self) -> None:
        await self._redis.aclose()
