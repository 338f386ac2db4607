"""The screen on the wall: the board to be read from three metres away, with nothing to press."""

from app.web.asked_board import AskedBoard
from app.web.attention import Notice, alerts_now, told
from app.web.candidates import candidates
from app.web.page_data import PageData
from app.web.suggested import available
from app.web.waiting import WaitingRow, waiting_rows
from app.web.workforce import OperativeLine, workforce

MOST_PRESSING = 2
ROWS_SHOWN = 12
"""So many lines fit on it."""


class WallPage(PageData, frozen=True, kw_only=True):
    pressing: list[Notice]
    waiting_count: int
    waiting: tuple[WaitingRow, ...]
    operatives: tuple[OperativeLine, ...]
    more_operatives: int
    """How many there are besides, who are not off duty."""
    off_duty: int


def wall_page() -> WallPage:
    asked = AskedBoard()
    waiting, operatives = waiting_rows(asked), workforce(available(candidates()), asked)
    alerts = alerts_now()
    return WallPage(
        attention=len(alerts),
        pressing=told(alerts[:MOST_PRESSING]),
        waiting_count=waiting.total,
        waiting=waiting.items[:ROWS_SHOWN],
        operatives=operatives.lines.items[:ROWS_SHOWN],
        more_operatives=max(0, operatives.everybody - operatives.off_duty - ROWS_SHOWN),
        off_duty=operatives.off_duty,
    )
