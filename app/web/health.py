"""Health: for load balancers and those who watch the desk."""

import logging

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.event_store.log import Unavailable
from app.read_models.away import ReadSideAway
from app.web.gate import open_to_all
from app.web.request_log import request_id
from app.web.services import desk

bp = Blueprint("health", __name__)
logger = logging.getLogger("firstline")


@bp.get("/health")
@open_to_all
def index() -> ResponseReturnValue:
    """Whether the log answers and the read models can be brought to its head. `position` is how
    far they are, `lag` how many positions behind what the log had when the question came."""
    served = desk()
    try:
        head = served.log.head()
        with served.read_side.reading() as models:
            position = models.position
    except Unavailable as error:
        logger.error("request %s: the log does not answer: %s", request_id(), error)
        return {"status": "the log does not answer"}, 503
    except ReadSideAway as error:
        logger.error("request %s: the read side is away: %s", request_id(), error)
        return {"status": "the pages cannot be brought up to date"}, 503
    except Exception:
        logger.exception("request %s: the read models cannot take the log in", request_id())
        return {"status": "the read models cannot take the log in"}, 503
    return {"status": "ok", "position": position, "lag": max(0, head - position)}
