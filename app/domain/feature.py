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
    Feature.RAISE_WORK: (
        "Take customers' calls: find their Sites and what there is and was to do at each, acquire "
        "a Site that nobody knows, raise Work, amend it, write notes, and see what was raised last."
    ),
    Feature.ASSIGN_AND_RECALL: (
        "See what waits, who has what, and each operative's and Site's page; queue Work, give "
        "it to another, and take it back; amend it, write notes; say who is off duty."
    ),
    Feature.WORK_ON_OWN_VISITS: (
        "Set off to Work in one's own queue, arrive, complete, abandon; say that one is off duty; "
        "read the story of what one has had, and write notes on it."
    ),
    Feature.ACT_FOR_AN_OPERATIVE: (
        "Open each operative's page, and enter these steps and notes there for those who ring in."
    ),
    Feature.CLOSE_AND_REOPEN: (
        "Find any Work, amend it, write notes; close what nobody has to go to, and reopen what has "
        "ended."
    ),
    Feature.HIRE: (
        "Hire operatives, see all their names, home areas and skills, and correct these; say who "
        "is off duty, read why, and say who has left."
    ),
    Feature.ACQUIRE: (
        "Acquire, amend and dispose of Sites, and see all there is to know about each: whom to ask "
        "for, and the Work there is and was."
    ),
    Feature.SEE_THE_REGISTER: "Find any Work, and read its whole story.",
    Feature.SEE_EVENTS: (
        "Read the whole log: who did what, when, from which page, and all that was typed."
    ),
    Feature.SEE_FIGURES: (
        "See the numbers of the day, and at Control what waits, who has what, queue by queue, "
        "and who is off duty."
    ),
    Feature.MANAGE_PEOPLE: (
        "Let people in, say what each may do, see who has signed in, and erase names for good."
    ),
}
"""What each lets one do and see, in a sentence."""
