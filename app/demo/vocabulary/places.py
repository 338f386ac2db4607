"""Kinds of Sites: what they are called, which rooms they have, and what whoever attends has to
know."""

from collections.abc import Mapping
from random import Random

import msgspec

from app.demo.vocabulary.names import STREETS, SURNAMES


class Kind(msgspec.Struct, frozen=True):
    """Of Sites. In names, {word} is a street's or person's."""

    key: str
    share: int
    """How many of a hundred Sites are of it."""
    names: tuple[str, ...]
    rooms: Mapping[str, tuple[str, ...]]
    """Its rooms, by what they are for."""
    notes: tuple[str, ...]
    suffers: tuple[str, ...]
    """What a fault means to the people there."""


SHOP = Kind(
    "shop",
    24,
    (
        "Fennel & Rye",
        "Brightwater Pharmacy",
        "Northgate Stores",
        "Harbour Coffee",
        "{word} Hardware",
        "The {word} Bakery",
        "Penny Larch Books",
    ),
    {
        "kitchen": (
            "the staff kitchen",
            "the tea point",
        ),
        "cold": (
            "aisle 3",
            "the stock room",
            "the cold counter",
        ),
        "wet": (
            "the customer toilet",
            "the staff kitchen",
            "the staff toilet",
        ),
        "desks": (
            "the back office",
            "the till area",
        ),
        "ways": (
            "the entrance",
            "the stock room",
            "the rear corridor",
        ),
        "rooms": (
            "the shop floor",
            "the stock room",
            "the back office",
            "the fitting rooms",
        ),
    },
    (
        "Deliveries and trades by the rear door, before 10:00 or after 16:00.",
        "No parking outside. Loading bay in the next street, twenty minutes.",
        "Ask at the till for the duty manager.",
        "Alarm has to be unset by staff before the stock room is opened.",
    ),
    (
        "They have roped off that end of the shop.",
        "Customers are being turned away.",
        "The shop stays open, with a queue.",
        "Stock has been moved out of the way.",
    ),
)
SCHOOL = Kind(
    "school",
    18,
    (
        "{word} Road Primary School",
        "{word} Academy",
        "St Aldhelm's School",
        "{word} Park Infants",
        "{word} Grammar School",
        "Little {word} Nursery",
    ),
    {
        "kitchen": (
            "the school kitchen",
            "the food technology room",
        ),
        "cold": ("the school kitchen",),
        "wet": (
            "the boys' changing room",
            "the nursery room",
            "the staff toilet",
            "the science block",
        ),
        "desks": (
            "the staff room",
            "the library",
            "classroom 4",
            "the computer suite",
        ),
        "ways": (
            "the hall",
            "the side entrance",
            "the science block",
        ),
        "rooms": (
            "the hall",
            "classroom 4",
            "classroom 11",
            "the science block",
            "the library",
            "the sports hall",
            "the nursery room",
        ),
    },
    (
        "Report to reception and sign in; a badge has to be worn. Bring photo ID.",
        "Not between 08:30 and 09:00 or 15:00 and 15:45: the gate is full of children.",
        "Caretaker has all keys. Ring ten minutes before.",
        "No work with noise during exams in the hall.",
        "Asbestos register in the office: look before drilling.",
    ),
    (
        "The class has been moved to the library.",
        "Lunch is at twelve, and they would like to know by eleven.",
        "The head has asked twice.",
        "Children are kept away from it.",
    ),
)
OFFICE = Kind(
    "office",
    20,
    (
        "{word} House",
        "{word} Chambers",
        "{word} & {word} Solicitors",
        "The {word} Building",
        "{word} Housing Association",
        "{word} Architects",
    ),
    {
        "kitchen": (
            "the kitchenette",
            "the canteen",
        ),
        "cold": ("the canteen",),
        "wet": (
            "the toilets on 2",
            "the kitchenette",
            "the shower room",
        ),
        "desks": (
            "the meeting room",
            "reception",
            "the upstairs office",
            "the board room",
        ),
        "ways": (
            "reception",
            "the car park",
            "the server room",
        ),
        "rooms": (
            "the upstairs office",
            "the meeting room",
            "reception",
            "the east wing",
            "the basement",
            "the post room",
        ),
    },
    (
        "Visitors' parking at the rear, space 12. Barrier code from reception.",
        "Reception is staffed from 08:00 to 18:00; after that ring the night porter.",
        "Goods lift only with tools.",
        "Server room: never alone, ask for IT.",
    ),
    (
        "The floor is working from home today.",
        "There is a board meeting at two.",
        "Nobody can work at that end.",
        "Reception has put a sign up.",
    ),
)
CLINIC = Kind(
    "clinic",
    14,
    (
        "{word} Medical Centre",
        "{word} Street Surgery",
        "{word} Dental Practice",
        "{word} Veterinary Clinic",
        "The {word} Health Centre",
    ),
    {
        "kitchen": ("the staff kitchen",),
        "cold": ("the dispensary",),
        "wet": (
            "treatment room 2",
            "the patients' toilet",
            "the sluice",
        ),
        "desks": (
            "reception",
            "consulting room 5",
            "the dispensary",
        ),
        "ways": (
            "the main entrance",
            "the dispensary",
            "treatment room 2",
        ),
        "rooms": (
            "the waiting room",
            "consulting room 5",
            "treatment room 2",
            "the records room",
            "the plant room",
        ),
    },
    (
        "Patients first: ring before entering a treatment room.",
        "Clean shoes or covers in the treatment rooms.",
        "Key safe by the side door; the practice manager gives the code.",
        "Isolating water or power takes the practice manager's word, always.",
    ),
    (
        "Two appointments have been moved.",
        "The morning clinic goes on next door.",
        "Patients are waiting in the corridor.",
        "The practice manager wants a time to tell the doctors.",
    ),
)
WAREHOUSE = Kind(
    "warehouse",
    12,
    (
        "{word} Logistics",
        "{word} Cold Store",
        "{word} Cash and Carry",
        "{word} Timber",
        "Unit 7, {word} Trading Estate",
    ),
    {
        "kitchen": (
            "the drivers' room",
            "the canteen",
        ),
        "cold": (
            "the cold store",
            "loading bay 2",
        ),
        "wet": (
            "the drivers' room",
            "the staff toilets",
            "the wash bay",
        ),
        "desks": (
            "the gatehouse",
            "the dispatch office",
        ),
        "ways": (
            "loading bay 2",
            "the gatehouse",
            "bay 4",
        ),
        "rooms": (
            "the packing hall",
            "the returns room",
            "loading bay 2",
            "bay 4",
            "the dispatch office",
        ),
    },
    (
        "High-visibility vest and safety boots. Sign in at the gatehouse.",
        "Height limit 3.2 m at the barrier.",
        "Dog in the yard after 18:00: ring first.",
        "Fork-lift trucks everywhere: walk inside the yellow lines.",
    ),
    (
        "Three lorries are waiting.",
        "The night shift cannot load.",
        "They are picking by hand.",
        "Goods have been moved to the other bay.",
    ),
)
HALL = Kind(
    "hall",
    12,
    (
        "St Brannoc's Church Hall",
        "{word} Methodist Hall",
        "{word} Village Hall",
        "{word} Community Centre",
        "{word} Library",
        "{word} Scout Hut",
    ),
    {
        "kitchen": ("the kitchen",),
        "cold": ("the kitchen",),
        "wet": (
            "the ladies' toilets",
            "the kitchen",
            "the vestry",
        ),
        "desks": (
            "the committee room",
            "the hall office",
        ),
        "ways": (
            "the porch",
            "the committee room",
            "the vestry",
        ),
        "rooms": (
            "the main hall",
            "the committee room",
            "the vestry",
            "the store under the stage",
        ),
    },
    (
        "Key with Mrs Ormerod at number 3, the green door.",
        "Empty on weekdays: ring a day before.",
        "Toddler group on Tuesday and Thursday mornings.",
        "The boiler house is round the back, down six steps, unlit.",
    ),
    (
        "There is a wedding on Saturday.",
        "The toddler group has gone home.",
        "The choir practises in coats.",
        "The food bank opens at four.",
    ),
)
KINDS = (SHOP, SCHOOL, OFFICE, CLINIC, WAREHOUSE, HALL)


def name_of_a(kind: Kind, chance: Random) -> str:
    name = chance.choice(kind.names)
    while "{word}" in name:
        name = name.replace("{word}", chance.choice((*STREETS, *SURNAMES)), 1)
    return name
