"""Which names in a group are of workers long gone?  They are forgotten once nothing is pending under them."""

import redis.exceptions as errors

from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.redis import GROUP, Client, redis_errors

# In one piece on the server: deleted between a look and a DELCONSUMER, a worker that read just then would lose what it
# has pending.  WATCH does not notice a read (seen with Valkey 9.1).
_FORGET = """
local gone = {}
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local facts = {}
  for at = 1, #consumer, 2 do facts[consumer[at]] = consumer[at + 1] end
  if facts.name ~= ARGV[2] and facts.pending == 0 and facts.idle > tonumber(ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], facts.name)
    gone[#gone + 1] = facts.name
  end
end
return gone
"""


class Consumers:
    """`own` is never forgotten; the others when they have not asked for anything in `idle` seconds."""

    def __init__(self, client: Client, own: str, idle: float) -> None:
        self._client, self._own, self._idle = client, own, idle
        self._may = True

    async def forget(self, feed: Feed) -> list[str]:
        """The names that were forgotten; none, and told once, where this user may not run scripts.

        Raises Unavailable, and ResponseError where the stream or its group is gone.
        """
        if not self._may:
            return []
        try:
            with redis_errors():
                gone = await self._client.eval(_FORGET, 1, feed.stream, GROUP, self._own, int(self._idle * 1000))
        except errors.NoPermissionError as problem:
            self._may = False
            log().warning("names of dead workers stay", event_type="consumer.kept", why=str(problem))
            return []
        names = [name.decode("utf-8", "backslashreplace") for name in gone]
        for name in names:
            log().info("forgotten", event_type="consumer.forgotten", feed=feed.name, consumer=name)
        return names
