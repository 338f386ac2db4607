"""A dozen towns, with how addresses and telephone numbers look there."""

from random import Random

import msgspec

from app.demo.vocabulary.names import ROADS, STREETS

MOBILE = "07700 900"
"""Numbers that are set aside for fiction, up to the last three digits."""


class Town(msgspec.Struct, frozen=True):
    name: str
    area: str
    """Which operatives go there."""
    postal: str
    """What its post codes begin with."""
    numbers: str
    """As of MOBILE."""


TOWNS = (
    Town("Leeds", "Yorkshire", "LS", "0113 496 0"),
    Town("Sheffield", "Yorkshire", "S", "0114 496 0"),
    Town("York", "Yorkshire", "YO", "01632 960"),
    Town("Manchester", "North West", "M", "0161 496 0"),
    Town("Liverpool", "North West", "L", "0151 496 0"),
    Town("Preston", "North West", "PR", "01632 960"),
    Town("Birmingham", "Midlands", "B", "0121 496 0"),
    Town("Nottingham", "Midlands", "NG", "0115 496 0"),
    Town("Leicester", "Midlands", "LE", "0116 496 0"),
    Town("Bristol", "Severn", "BS", "0117 496 0"),
    Town("Cardiff", "Severn", "CF", "029 2018 0"),
    Town("Newport", "Severn", "NP", "01632 960"),
)
AREAS = tuple(dict.fromkeys(town.area for town in TOWNS))


def street(chance: Random) -> str:
    """Such as "Mill Lane"."""
    return f"{chance.choice(STREETS)} {chance.choice(ROADS)}"


def post_code(chance: Random, town: Town) -> str:
    letters = "".join(chance.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return f"{town.postal}{chance.randint(1, 19)} {chance.randint(1, 9)}{letters}"


def number(chance: Random, beginning: str) -> str:
    """A telephone number that begins so."""
    return f"{beginning}{chance.randrange(1_000):03}"
