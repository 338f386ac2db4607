"""What the logs hold that older Firstlines wrote: see test_old_logs."""

from datetime import date
from pathlib import Path

import msgspec

from app.domain.access import THE_MACHINE
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.domain.personal import ERASED
from app.domain.promise import Priority
from app.read_models.visits import Ending
from tests.cast import THE_DESK

LOGS = {path.stem: path for path in sorted((Path(__file__).parent / "logs").glob("*.jsonl"))}


def lines_in(name: str) -> list[bytes]:
    return LOGS[name].read_bytes().splitlines(keepends=True)


def events_in(name: str) -> list[bytes]:
    """The lines without the keys at their end."""
    return [line for line in lines_in(name) if not line.startswith(b'{"key_of":')]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a log holds, as the desk that wrote it showed it."""

    checkpoint: str
    sha256: str
    """Of the file."""
    types: dict[str, int]
    """How many events of each type there were, by the names of that day."""
    operatives: list[str]
    sites: list[tuple[str, str, str]]
    """Name, post code and telephone number."""
    works: list[tuple[str, str, Stage, str, int]]
    """Number, title, stage, who has it, and version."""
    waiting: list[str]
    queues: dict[str, list[str]]
    visits: list[tuple[str, str, Ending | None, str, str]]
    """Number of the Work, who went, how it ended, with which remark, and when they were to arrive;
    in the order of numbers and visits."""
    descriptions: dict[str, str]
    reasons: list[str]
    """Those of closing and of reopening, in the order of the log."""
    day: date
    who: dict[str, int]
    """How many events each has brought about."""
    entered: list[tuple[str, str, str]] = []
    """Steps that somebody entered for an operative: the type of the event, who, and for whom."""
    users: list[tuple[str, str, str, str, list[str]]] = []
    """Name, sign-in name, what is particular about them, which operative they are, and the roles
    that were granted to them."""
    teams: list[tuple[str, list[str], list[str]]] = []
    """Name, members and roles."""
    roles: dict[str, tuple[list[Feature], bool]] = {}
    """What each lets one do, and whether it lets one stay signed in."""
    sealed: int = 0
    """How many events have personal data that is sealed."""
    contacts: list[tuple[str, str]] = []
    """Name and telephone number."""
    promises: dict[str, tuple[Priority, str, str]] = {}
    """Of each Work that something was promised of: its priority, who called, and by when somebody
    was to be there."""
    codes: list[tuple[str, str, str]] = []
    """Of each visit that has one, in the order of `visits`: Work, code, and when they first said
    that they would be there."""
    said: list[tuple[str, str]] = []
    """Notes and further calls, in the order of the log."""
    particulars: dict[str, tuple[str, str, str]] = {}
    """Of operatives: home area, skills and why they left. Of Sites: area, notes and contact."""
    without_keys: list[str]
    """What the operatives are called where there are no keys."""


HELD = {
    "first": Held(
        checkpoint="49:32adeab697b40106e66649f869d15881b6d14d5f605d6d420db9a63af739607c",
        sha256="3372a71b18c3caf94eb57fdfc3d65b7d5da1a4508ebd57b268d721b8df9c20da",
        day=date(2026, 11, 23),
        who={THE_DESK: 49},
        types={
            "OperativeEngaged": 5,
            "OperativeHired": 3,
            "OperativeReleased": 4,
            "SiteAcquired": 3,
            "WorkAbandoned": 1,
            "WorkArrivedAt": 4,
            "WorkAssigned": 8,
            "WorkClosed": 3,
            "WorkCompleted": 2,
            "WorkDispatched": 5,
            "WorkRaised": 7,
            "WorkRecalled": 2,
            "WorkReopened": 2,
        },
        operatives=["Mai Thị Nguyễn", "Zoë O’Brien-Šťastná", "Łukasz Żółć"],
        # It was written in plain.
        without_keys=["Mai Thị Nguyễn", "Zoë O’Brien-Šťastná", "Łukasz Żółć"],
        sites=[
            ("L'Étoile, 12 Quai de l’Île, Genève", "1204", "+41 22 555 01 99"),
            ('Große Straße 7 "Hinterhaus", Köln', "50667", "+49 (0)221 555-0142 ext. 7"),
            ("Elm House, 4 Park Row, Leeds", "LS1 5HD", "0113 496 0182"),
        ],
        works=[
            ("W-1007", "Bell rings by itself 🔔", Stage.AWAITING_CONTROL, "", 1),
            ("W-1006", "Till n° 3 does not start", Stage.QUEUED, "Łukasz Żółć", 4),
            ("W-1005", "Water in the cellar", Stage.CLOSED, "", 2),
            ("W-1004", "Alarm in the car park 🚨", Stage.CLOSED, "", 2),
            ("W-1003", "Door won’t lock", Stage.QUEUED, "Zoë O’Brien-Šťastná", 4),
            ("W-1002", "Lift stuck 🛗 between 2 & 3", Stage.COMPLETED, "", 12),
            ("W-1001", "Boiler leaks", Stage.ON_SITE, "Zoë O’Brien-Šťastná", 9),
        ],
        waiting=["W-1007"],
        queues={
            "Mai Thị Nguyễn": [],
            "Zoë O’Brien-Šťastná": ["W-1001", "W-1003"],
            "Łukasz Żółć": ["W-1006"],
        },
        visits=[
            (
                "W-1001",
                "Zoë O’Brien-Šťastná",
                Ending.COMPLETED,
                "New valve, 22 mm.\nTested twice 👩🏽‍🔧.",
                "07:42",
            ),
            ("W-1001", "Zoë O’Brien-Šťastná", None, "", "09:22"),
            (
                "W-1002",
                "Łukasz Żółć",
                Ending.ABANDONED,
                "No parts: “Teil 4711” is out of stock until Thursday.",
                "08:20",
            ),
            (
                "W-1002",
                "Mai Thị Nguyễn",
                Ending.RECALLED,
                "Part came early;\nZoë has it in the van.",
                "09:48",
            ),
            ("W-1002", "Zoë O’Brien-Šťastná", Ending.COMPLETED, "", "09:03"),
            ("W-1003", "Mai Thị Nguyễn", Ending.RECALLED, "Mai is needed in Köln first.", ""),
            ("W-1003", "Zoë O’Brien-Šťastná", None, "", ""),
            ("W-1006", "Łukasz Żółć", None, "", ""),
        ],
        descriptions={
            "W-1001": "Since last night.\nCaretaker: “it drips on the £900 rug”.\n\n"
            "\t- bucket is under it",
            "W-1002": 'Nobody inside; \\ and / and <b>tags</b> & 100% "quoted".',
            "W-1003": "它锁不上。السلام عليكم — שלום",
            "W-1004": "Caller cannot hear customers.",
            "W-1005": "Ankle-deep, says the caller; see W-1001?",
            "W-1006": "Black screen, fan runs…",
            "W-1007": "Every ten minutes or so.\nPlease “soon”.",
        },
        reasons=[
            "It drips again, a little.",
            "remedied itself: It stopped: a van had set it off.",
            "duplicate: Same as W-1001.",
            "withdrawn: Customer bought another.",
            "And that one fails too.",
        ],
    ),
    "second": Held(
        checkpoint="97:b4eef2d86a3e87a84d1917a45c30ff3da526b0a1a4bcb363cb50bc04efba6ea7",
        sha256="e8f1da05d013a95e2efa591edcc4ac391da9b90c0c01b1397e0aae544069e826",
        day=date(2026, 11, 26),
        types={
            "MemberAdded": 5,
            "MemberRemoved": 1,
            "OperativeEngaged": 4,
            "OperativeErased": 2,
            "OperativeHired": 4,
            "OperativeReleased": 3,
            "RoleChanged": 1,
            "RoleGranted": 12,
            "RoleMade": 8,
            "RoleRemoved": 1,
            "RoleRevoked": 2,
            "SessionsEnded": 1,
            "SiteAcquired": 2,
            "TeamMade": 3,
            "TeamRemoved": 1,
            "TeamRenamed": 1,
            "UserDisabled": 2,
            "UserEnabled": 1,
            "UserErased": 1,
            "UserLinked": 4,
            "UserRegistered": 7,
            "UserRenamed": 1,
            "UserUnlinked": 1,
            "WorkAbandoned": 1,
            "WorkArrivedAt": 4,
            "WorkAssigned": 6,
            "WorkClosed": 3,
            "WorkCompleted": 2,
            "WorkDispatched": 4,
            "WorkRaised": 6,
            "WorkRecalled": 1,
            "WorkReopened": 2,
        },
        who={
            THE_DESK: 13,
            THE_MACHINE: 5,
            "Ada Nováková-O’Hara": 46,
            "Cléo Đorđević": 15,
            "Mia Muster": 3,
            "Ngọc Ánh Đặng 👩🏽‍🔧": 3,
            "Sam O’Neil": 3,
            "Роза Линд": 5,
            ERASED: 4,
        },
        entered=[
            ("WorkArrivedAt", "Mia Muster", ERASED),
            ("WorkCompleted", "Cléo Đorđević", ERASED),
            ("OperativeReleased", "Cléo Đorđević", ERASED),
            ("WorkDispatched", "Cléo Đorđević", "Ngọc Ánh Đặng"),
            ("OperativeEngaged", "Cléo Đorđević", "Ngọc Ánh Đặng"),
            ("WorkArrivedAt", "Cléo Đorđević", ERASED),
            ("WorkArrivedAt", "Cléo Đorđević", "Bríd Ó Súilleabháin"),
        ],
        users=[
            ("Ada Nováková-O’Hara", "ada.n@firstline", "", "", ["Administration"]),
            ("Cléo Đorđević", "cleo+control", "", "", ["Control"]),
            ("Mia Muster", "mia", "made up, disabled", "", ["Response", "Control"]),
            ("Ngọc Ánh Đặng 👩🏽‍🔧", "ngoc.anh", "", "Ngọc Ánh Đặng", ["Operative"]),
            ("Sam O’Neil", "sam", "", "Bríd Ó Súilleabháin", ["Operative"]),
            ("Роза Линд", "роза_л", "", "", ["Response"]),
            (ERASED, "", "erased", "", []),
        ],
        teams=[
            ("Chefs d’équipe", ["Cléo Đorđević"], ["Management"]),
            (
                "Nachtschicht 夜勤 & Söhne",
                ["Роза Линд", "Sam O’Neil", ERASED],
                ["Nacht & “früh” 🌙"],
            ),
        ],
        roles={
            "Administration": (
                [
                    Feature.HIRE,
                    Feature.ACQUIRE,
                    Feature.SEE_THE_REGISTER,
                    Feature.SEE_EVENTS,
                    Feature.SEE_FIGURES,
                    Feature.MANAGE_PEOPLE,
                ],
                False,
            ),
            "Control": (
                [
                    Feature.ASSIGN_AND_RECALL,
                    Feature.ACT_FOR_AN_OPERATIVE,
                    Feature.CLOSE_AND_REOPEN,
                    Feature.SEE_THE_REGISTER,
                    Feature.SEE_FIGURES,
                ],
                False,
            ),
            "Gäste: nichts": ([], False),
            "Management": (
                [Feature.SEE_THE_REGISTER, Feature.SEE_EVENTS, Feature.SEE_FIGURES],
                False,
            ),
            "Nacht & “früh” 🌙": (
                [Feature.RAISE_WORK, Feature.CLOSE_AND_REOPEN, Feature.SEE_THE_REGISTER],
                True,
            ),
            "Operative": ([Feature.WORK_ON_OWN_VISITS], True),
            "Response": ([Feature.RAISE_WORK, Feature.ACQUIRE, Feature.SEE_THE_REGISTER], False),
        },
        sealed=12,
        without_keys=[ERASED] * 4,
        operatives=["Ngọc Ánh Đặng", "Bríd Ó Súilleabháin", ERASED, ERASED],
        sites=[
            ("Þórshöfn 3 “Neðri hæð”, Reykjavík", "101", "+354 555 0199"),
            ("Mill & Weir <Unit 9>, York", "YO1 7PR", "01632 960123"),
        ],
        works=[
            ("W-1006", "Lamp 💡 out", Stage.CLOSED, "", 4),
            ("W-1005", "Pump hums again?", Stage.CLOSED, "", 2),
            ("W-1004", "Bell", Stage.AWAITING_CONTROL, "", 3),
            ("W-1003", "Door: “stuck” — דלת تعذّر", Stage.QUEUED, "Bríd Ó Súilleabháin", 6),
            ("W-1002", "Gate n° 2 won’t open", Stage.COMPLETED, "", 5),
            ("W-1001", "Pump hums 🔊", Stage.ON_SITE, "Bríd Ó Súilleabháin", 9),
        ],
        waiting=["W-1004"],
        queues={
            ERASED: [],
            "Ngọc Ánh Đặng": [],
            "Bríd Ó Súilleabháin": ["W-1001", "W-1003"],
        },
        visits=[
            ("W-1001", ERASED, Ending.COMPLETED, "Bearing greased;\nhums no more 🐝.", "07:44"),
            ("W-1001", "Bríd Ó Súilleabháin", None, "", "09:05"),
            ("W-1002", ERASED, Ending.COMPLETED, "Łańcuch naoliwiony ✔", "08:52"),
            (
                "W-1003",
                "Ngọc Ánh Đặng",
                Ending.ABANDONED,
                "No parts: “Teil 4711” — Thursday.",
                "08:38",
            ),
            ("W-1003", "Bríd Ó Súilleabháin", None, "", ""),
            (
                "W-1006",
                "Bríd Ó Súilleabháin",
                Ending.RECALLED,
                "Bríd is needed at the gate;\n“sofort”.",
                "",
            ),
        ],
        descriptions={
            "W-1001": "All night.\n\t“Like a bee”, says the porter; see also \\\\ and / .",
            "W-1002": "Il ne s’ouvre plus: 12 °C, «bloqué».",
            "W-1003": "שלום، عالق.\n\nBitte 2× klingeln!",
            "W-1004": "x",
            "W-1005": "Same as before, <b>maybe</b> & 100 %.",
            "W-1006": "In the stairs.",
        },
        reasons=[
            "duplicate: It is W-1001.",
            "withdrawn: Customer’s child rang it.",
            "And rings again…",
            "remedied itself: Burns again by itself 🤷.",
            "Hums once more.",
        ],
    ),
    "third": Held(
        checkpoint="90:ef791a6ff9704d165cf9f2393af925287ef80cc16a5272704bcda5f61f09e391",
        sha256="15229c803f80b4538af423334126ceeabecc502f4a17c7987f6296e53736d2b2",
        day=date(2026, 11, 27),
        who={THE_DESK: 90},
        types={
            "ContactErased": 2,
            "ContactNamed": 9,
            "DutyErased": 1,
            "OperativeCameBack": 1,
            "OperativeCameOnDuty": 2,
            "OperativeEngaged": 4,
            "OperativeErased": 1,
            "OperativeHired": 4,
            "OperativeHomeAreaChanged": 1,
            "OperativeLeft": 2,
            "OperativeReleased": 4,
            "OperativeRenamed": 1,
            "OperativeSkillsChanged": 1,
            "OperativeWentOffDuty": 4,
            "SiteAcquired": 3,
            "SiteAmended": 4,
            "SiteContactAmended": 1,
            "SiteDisposed": 1,
            "SiteRestored": 1,
            "WorkAbandoned": 1,
            "WorkArrivedAt": 3,
            "WorkAssigned": 5,
            "WorkCallAdded": 3,
            "WorkCallerAmended": 1,
            "WorkClosed": 2,
            "WorkCompleted": 2,
            "WorkDescriptionAmended": 2,
            "WorkDispatched": 4,
            "WorkDuplicateFound": 1,
            "WorkEtaRevised": 2,
            "WorkMovedInQueue": 2,
            "WorkNoted": 2,
            "WorkPriorityAmended": 1,
            "WorkRaised": 5,
            "WorkReassigned": 2,
            "WorkRecalled": 1,
            "WorkReopened": 1,
            "WorkSitesAmended": 2,
            "WorkTitleAmended": 1,
        },
        sealed=21,
        without_keys=[ERASED] * 3,
        operatives=["Nour El-Sayed ☕", "Ivà Þórsdóttir", ERASED],
        sites=[
            ("Sct. Knuds «Skole», Skolegade 4, Århus", "8000", "+45 86 12 34 56"),
            ("Café “L’Été”, 1 St. Mary’s Row, Bath", "BA1 5AA", "01225 496 013"),
            ("Tårnvej 9, Odense", "5000", "+45 66 00 11 22"),
        ],
        contacts=[
            ("", "+45 31 00 00 02"),
            ("", "01225 496 099"),
            ("Ana Peña", "+34 600 000 000"),
            ("Ana “Nita” Peña", ""),
            ("Bjørn Ånd", "+45 20 12 34 56"),
            ("Lærer Ørsted", "+45 31 00 00 01"),
            ("Søren Æbelø", "+45 (0)20-99 88 77 ext. 4"),
            (ERASED, ""),
            (ERASED, ""),
        ],
        works=[
            ("W-1005", "Gas again?", Stage.CLOSED, "", 2),
            ("W-1004", "Door", Stage.AWAITING_CONTROL, "", 12),
            ("W-1003", "Lamps", Stage.COMPLETED, "", 9),
            ("W-1002", "Tills: no change 💷", Stage.QUEUED, "Nour El-Sayed ☕", 9),
            ("W-1001", "Smell of gas ⛽", Stage.COMPLETED, "", 11),
        ],
        promises={
            "W-1001": (Priority.EMERGENCY, "Søren Æbelø", "27 09:08"),
            "W-1002": (Priority.URGENT, "Ana Peña", "27 15:51"),
            "W-1003": (Priority.URGENT, "01225 496 099", "27 15:10"),
            "W-1004": (Priority.ROUTINE, "", "29 08:49"),
            "W-1005": (Priority.ROUTINE, ERASED, "29 07:11"),
        },
        waiting=["W-1004"],
        queues={"Nour El-Sayed ☕": ["W-1002"], "Ivà Þórsdóttir": [], ERASED: []},
        visits=[
            (
                "W-1001",
                "Ivà Þórsdóttir",
                Ending.COMPLETED,
                "Valve shut;\nfitting “3/4″” replaced ✔",
                "07:44",
            ),
            ("W-1002", "Nour El-Sayed ☕", None, "", ""),
            ("W-1003", "Nour El-Sayed ☕", Ending.REASSIGNED, "", ""),
            ("W-1003", "Ivà Þórsdóttir", Ending.COMPLETED, "", "09:06"),
            (
                "W-1004",
                "Nour El-Sayed ☕",
                Ending.REASSIGNED,
                "Iva has the oil;\nist näher.",
                "08:18",
            ),
            ("W-1004", "Ivà Þórsdóttir", Ending.ABANDONED, "Zwei Leute: “heavy” 🚪", "08:27"),
            ("W-1004", "Otto van ’t Hoff-Ż", Ending.RECALLED, "The operative has left.", ""),
        ],
        codes=[
            ("W-1001", "made safe", "07:37"),
            ("W-1003", "no fault found", "09:06"),
            ("W-1004", "two people needed", "08:27"),
        ],
        descriptions={
            "W-1001": "In the cellar;\nsays “sehr stark”.",
            "W-1002": "Beide klemmen.",
            "W-1003": "Half of them.",
            "W-1004": "Squeaks.",
            "W-1005": "Same smell.",
        },
        said=[
            ("W-1001", "Main valve is “left” of the stairs.\n\t\\ and / both turn."),
            ("W-1001", "Børnene er ude."),
            ("W-1001", ""),
            ("W-1002", "Now “two” tills; לא נפתח"),
            ("W-1003", "Switch was off. 🤷"),
        ],
        reasons=[
            "duplicate: It is W-1001 — samme.",
            "withdrawn: They oiled it themselves.",
            "Squeaks “anew”…",
        ],
        particulars={
            "Nour El-Sayed ☕": ("Nørrebro", "gas, “heights”", ""),
            "Ivà Þórsdóttir": ("Bath & “Bristol”", "lifts, Aufzüge", ""),
            "Otto van ’t Hoff-Ż": ("Øst", "", "Endeligt"),
            "Sct. Knuds «Skole», Skolegade 4, Århus": (
                *("Midt/By", "Nøgle hos pedel.\n\tHund: “Bølle” 🐕", "Bjørn Ånd"),
            ),
            "Café “L’Été”, 1 St. Mary’s Row, Bath": ("South", "Ring twice\nثم انتظر", ERASED),
            "Tårnvej 9, Odense": ("", "Closed — geschlossen", ""),
        },
    ),
}
