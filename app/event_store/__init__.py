"""The log of events: how it is reached (`log`), how an event is written down (`mapper`,
`event_types`), and where it is kept (`eventsourcing_log`)."""
