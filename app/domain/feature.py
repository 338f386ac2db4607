"""What people can be let do. This is the list: commands name the feature that they need, and pages,
navigation and the permissions page go by it. Nothing else decides."""

import enum
from collections.abc import Mapping


class Feature(enum.StrEnum):
    """The value is stored in events, and is what people read."""

    RAISE_WORK = "raise work"
    ASSIGN_AND_RECALL = "assign and recall"
    WORK_ON_OWN_VISITS = "work on own visits"
    ACT_FOR_AN_OPERATIVE = "act for an operative"
    CLOSE_AND_REOPEN = "close and reopen"
    HIRE = "hire"
    ACQUIRE = "acquire"
    SEE_THE_REGISTER = "see the register"
    SEE_EVENTS = "see events"
    SEE_FIGURES = "see figures"
    MANAGE_PEOPLE = "manage people"


DESCRIPTIONS: Mapping[Feature, str] = {
    Feature.RAISE_WORK: "Take customers' calls, and raise Work for their Sites.",
    Feature.ASSIGN_AND_RECALL: "See who has what, queue Work to operatives, and take it back.",
    Feature.WORK_ON_OWN_VISITS: "Set off to Work in one's own queue, arrive, complete, abandon.",
    Feature.ACT_FOR_AN_OPERATIVE: "Enter these steps for an operative who rings in.",
    Feature.CLOSE_AND_REOPEN: "Close Work that nobody has to go to, and reopen what has ended.",
    Feature.HIRE: "Hire operatives.",
    Feature.ACQUIRE: "Acquire Sites.",
    Feature.SEE_THE_REGISTER: "Find any Work, and read its whole story.",
    Feature.SEE_EVENTS: "Read the log: who did what, when, and from which page.",
    Feature.SEE_FIGURES: "See the numbers of the day, and how long the queues are.",
    Feature.MANAGE_PEOPLE: "Let people in, say what each may do, and see who has signed in.",
}
"""What each lets one do, in a sentence."""
