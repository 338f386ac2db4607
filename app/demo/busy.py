"""A busy desk: three weeks of calls at 300 Sites in a dozen towns, with 40 operatives, up to now.

It is a simple play of what people do, hour by hour; what they do are real commands. All chance is
from one seed: for the same moment it is always the same desk, but for the ids.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.commands.unit_of_work import PROMISES
from app.demo.administration import Administration
from app.demo.control import Control
from app.demo.desk import DemoDesk
from app.demo.response import Response
from app.demo.rhythm import Rhythm
from app.demo.visits import Visits
from app.demo.world import World
from app.domain.promise import Promises
from app.event_store.log import EventLog

WEEKS = timedelta(weeks=3)
LONDON = ZoneInfo("Europe/London")


def play_busy(
    log: EventLog,
    now: datetime,
    *,
    lasting: timedelta = WEEKS,
    zone: ZoneInfo = LONDON,
    promises: Promises = PROMISES,
) -> None:
    """Give the commands of so long a time, which ends now."""
    world = World(DemoDesk(log, promises), Rhythm(now, zone, lasting))
    visits = Visits(world)
    Administration(world, visits).begin()
    visits.begin()
    Control(world, visits).begin()
    Response(world).begin()
    world.run()
