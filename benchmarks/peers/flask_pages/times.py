"""How both Flask peers say moments, which they keep in UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask

HERE = ZoneInfo("Europe/London")


def init_app(app: Flask) -> None:
    app.add_template_filter(clock)
    app.add_template_filter(ago)
    app.context_processor(lambda: {"now": utc_now()})


def utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def clock(moment: datetime) -> str:
    """09:42; with the day, unless that is today."""
    local = moment.replace(tzinfo=UTC).astimezone(HERE)
    is_today = local.date() == datetime.now(HERE).date()
    return local.strftime("%H:%M" if is_today else "%a %d %b %H:%M")


def ago(moment: datetime) -> str:
    minutes = int((utc_now() - moment).total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes // (24 * 60)} days"
