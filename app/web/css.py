"""What elements look like, as their templates say it."""

from markupsafe import Markup


def css(**holds: bool) -> Markup:
    """The attribute of an element that has a class for each of these that holds: `is_late` makes it
    "is-late". Nothing where none does."""
    names = [name.replace("_", "-") for name, does in holds.items() if does]
    return Markup(f' class="{" ".join(names)}"' if names else "")  # noqa: S704 (names of ours)
