"""The log of events: how it is reached (`log`); how an event is written down and read
(`event_types`, `mapper`, `upcasters`); how a change of it is found out (`chain`, `verification`);
where it is kept (`address`, `stores`, and a file for each kind of store); and how it is carried
elsewhere (`transfer`)."""
