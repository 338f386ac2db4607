"""Moments that the tests of the private store speak of."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2025, 6, 2, 9, 42, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
