"""What people can tell the desk to do: a file for each aggregate, the bus that runs a command, and
the unit of work that loads and saves what it touches."""
