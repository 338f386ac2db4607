"""What a desk can start with, so that no page is empty at first sight: made by real commands at
moments of the past. Its people and places are made up."""

from app.demo.busy import play_busy
from app.demo.morning import Morning, play_morning

__all__ = ["Morning", "play_busy", "play_morning"]
