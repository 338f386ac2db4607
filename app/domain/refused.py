"""How the domain says no."""


class Refused(Exception):
    """A rule forbids the command. Its text is the sentence that the person reads."""
