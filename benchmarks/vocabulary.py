"""The words of a made-up log: who works there, where they go, and what is wrong there.

The telephone numbers are from the ranges that are set aside for fiction. Names and streets are
those of the busy demo.
"""

from random import Random

from app.demo.vocabulary.names import ROADS, STREETS


def _words(text: str) -> list[str]:
    return text.split()


COMMON_WORD = "inventory"
"""It stands in every Work."""
RARE_WORD = "quagmire"
"""It stands in one Work only, the oldest."""
NO_WORD = "xylophone"
"""It stands in none."""

TOWNS = (
    ("Leeds", "LS", "0113 496 0"),
    ("Sheffield", "S", "0114 496 0"),
    ("Nottingham", "NG", "0115 496 0"),
    ("Leicester", "LE", "0116 496 0"),
    ("Bristol", "BS", "0117 496 0"),
    ("Reading", "RG", "0118 496 0"),
    ("Birmingham", "B", "0121 496 0"),
    ("Edinburgh", "EH", "0131 496 0"),
    ("Glasgow", "G", "0141 496 0"),
    ("Liverpool", "L", "0151 496 0"),
    ("Manchester", "M", "0161 496 0"),
    ("London", "SE", "020 7946 0"),
    ("Newcastle upon Tyne", "NE", "0191 498 0"),
    ("Belfast", "BT", "028 9649 6"),
    ("Cardiff", "CF", "029 2018 0"),
    ("Aberystwyth", "SY", "01632 960"),
    ("Berwick-upon-Tweed", "TD", "01632 960"),
    ("Bury St Edmunds", "IP", "01632 960"),
    ("Carlisle", "CA", "01632 960"),
    ("Dumfries", "DG", "01632 960"),
    ("Exeter", "EX", "01632 960"),
    ("Hull", "HU", "01632 960"),
    ("Inverness", "IV", "01632 960"),
    ("King's Lynn", "PE", "01632 960"),
    ("Norwich", "NR", "01632 960"),
    ("Oxford", "OX", "01632 960"),
    ("Penzance", "TR", "01632 960"),
    ("Scarborough", "YO", "01632 960"),
    ("Swansea", "SA", "01632 960"),
    ("York", "YO", "01632 960"),
)
"""Town, area of its post codes, and its telephone numbers up to the last three digits."""
KINDS = ("School", "Surgery", "Stores", "Library", "Depot", "Café", "Bakery", "Gallery")
SKILLS = ("electrics", "gas", "glazing", "joinery", "lifts", "locks", "plumbing", "refrigeration")
HOUSES = ("Elm House", "Unit 4", "The Old Mill", "Carlton Court", "Weir Works", "Block B")

THINGS = _words(
    "boiler lift radiator tap cistern pump valve fuse door lock window shutter gate barrier light "
    "socket alarm sprinkler extractor fan chiller freezer oven dishwasher drain gutter roof "
    "ceiling floor stair handrail printer router till screen camera intercom keypad thermostat "
    "meter heater hob fridge cooker sink basin shower toilet gully manhole fence bollard sign clock"
)
FAULTS = (
    "leaks",
    "is stuck",
    "makes a grinding noise",
    "does not start",
    "trips the fuse",
    "is cold",
    "is blocked",
    "smells of burning",
    "does not close",
    "drips on the floor below",
    "shows a fault",
    "has come off the wall",
    "flickers",
    "is loose",
    "overflows",
    "rattles in the wind",
)
PLACES = _words(
    "basement cellar attic lobby kitchen canteen office workshop warehouse corridor stairwell yard "
    "reception classroom laboratory library ward surgery chapel vestry gallery foyer plantroom "
    "cloakroom bakery garage nursery studio boardroom mezzanine"
)
SINCE = (
    "since last night",
    "since this morning",
    "for a week",
    "on and off",
    "since the storm",
    "since the delivery",
    "again",
)
DETAILS = (
    "Nobody is hurt.",
    "The caretaker has turned the water off.",
    "A bucket is in place.",
    "Keys are with the porter.",
    "Ask for the manager at reception.",
    "It was mended once before this year.",
    "Tenants have complained.",
    "The area is cordoned off.",
    "They open at seven and would like somebody before then.",
    "Park at the back; the height limit is two metres.",
    "Please ring a quarter of an hour before.",
    "The asbestos register is in the cupboard by the door.",
)
OUTCOMES = (
    "New washer; ran it for ten minutes, dry.",
    "Reset and tested, all well.",
    "Replaced the valve.",
    "Cleaned and aligned; ten runs without a fault.",
    "Made safe; a part is on order.",
    "Cleared the blockage.",
    "Tightened and sealed.",
    "",
)
REASONS = (
    "It needs a joiner.",
    "No parts in the van.",
    "Nobody there to let me in.",
    "Needed elsewhere.",
    "Caller rang back: it stopped by itself.",
    "The landlord sends his own people.",
    "It is back, worse than before.",
    "Another call about the same.",
)


def site(chance: Random) -> dict[str, str]:
    """The parts of a Site."""
    town, area, numbers = chance.choice(TOWNS)
    house = f"{chance.choice(HOUSES)}, " if chance.random() < 0.2 else ""
    letters = "".join(chance.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    telephone = f"{numbers}{chance.randrange(1_000):03}"
    match chance.randrange(10):
        case 0:
            telephone = f"+44 (0){telephone[1:]}"
        case 1:
            telephone += f" ext. {chance.randint(2, 60)}"
    return {
        "address_line_1": (
            f"{house}{chance.randint(1, 180)} {chance.choice(STREETS)} {chance.choice(ROADS)}"
        ),
        "town": town,
        "post_code": f"{area}{chance.randint(1, 20)} {chance.randint(1, 9)}{letters}",
        "telephone_number": telephone,
        "name": f"{chance.choice(STREETS)} {chance.choice(KINDS)}" if chance.random() < 0.5 else "",
        "notes": chance.choice(DETAILS) if chance.random() < 0.2 else "",
    }


def call(chance: Random) -> tuple[str, str]:
    """What somebody calls about: title and description."""
    thing, fault, place = chance.choice(THINGS), chance.choice(FAULTS), chance.choice(PLACES)
    title = f"{thing.capitalize()} in the {place} {fault}"
    details = " ".join(chance.sample(DETAILS, k=chance.randint(1, 3)))
    number = f"{COMMON_WORD.capitalize()} number {thing[0].upper()}{chance.randrange(100_000):05}."
    return title, f"{chance.choice(SINCE).capitalize()}. {details} {number}"
