"""How the domain says no."""


class Refused(Exception):
    """A rule forbids the command. Its text is the sentence that the person reads."""


class GotThereFirst(Refused):
    """Refused because of what somebody else did in the meantime."""
