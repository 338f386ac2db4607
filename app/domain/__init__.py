"""The rules: aggregates with their events. Knows nothing of Flask, of the event store, or of the
clock."""
