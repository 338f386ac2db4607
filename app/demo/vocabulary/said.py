"""What people write down while they deal with a Work."""

from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode

OUTCOMES = {
    OutcomeCode.MADE_SAFE: (
        "Isolated and taped off. The part is on order; they can do without until then.",
        "Made safe for the weekend. Needs a proper repair, quote to follow.",
        "Turned off and labelled. The other one carries the load meanwhile.",
        "Boarded up, secure. Glazier to measure.",
    ),
    OutcomeCode.NO_FAULT_FOUND: (
        "Worked when I came. Watched it for half an hour, nothing.",
        "Could not make it happen again. Asked them to note the time when it does.",
        "All readings as they should be. Left it running.",
        "",
    ),
    OutcomeCode.ADVICE_GIVEN: (
        "Showed the caretaker how to reset it; instructions are taped inside the lid.",
        "Belongs to the landlord. Gave them the number to ring.",
        "Due for renewal next year. Told the manager what it would take.",
        "Explained the timer. Nothing was wrong with it.",
    ),
    OutcomeCode.OTHER: (
        "The manufacturer's people were there already and are finishing it under guarantee.",
        "Site had it done by their own joiner this morning. Looked at it: sound.",
        "Lent them ours from the van until the new one comes. Serial number with Control.",
    ),
}
"""Besides those that say what was done about a fault."""
USUAL_OUTCOMES = {
    OutcomeCode.MENDED: 56,
    OutcomeCode.REPLACED: 20,
    OutcomeCode.MADE_SAFE: 8,
    OutcomeCode.NO_FAULT_FOUND: 7,
    OutcomeCode.ADVICE_GIVEN: 6,
    OutcomeCode.OTHER: 3,
}
"""How often of a hundred."""
HANDED_BACK = {
    AbandonCode.NO_ACCESS: (
        "Nobody there, rang the number twice. Card left.",
        "Gate locked, caretaker off until tomorrow.",
        "They would not let me in without an appointment.",
        "Room in use all day; they ask for after five.",
    ),
    AbandonCode.PARTS_NEEDED: (
        "Needs a new motor, ordered. Three days, they say.",
        "Part not in the van nor at the depot. Number is on the photograph.",
        "Board is gone. Supplier has one, collection tomorrow.",
        "Wrong seal delivered, right one ordered.",
    ),
    AbandonCode.OTHER_SKILLS: (
        "It is not the pipe, it is the roof above it.",
        "Frame has moved; it needs a joiner with a router.",
        "Mains side: needs an electrician.",
        "It is the controller behind it, not what I do.",
    ),
    AbandonCode.TWO_PEOPLE: (
        "Too heavy for one. Somebody has to hold it from below.",
        "Ladder needs a second person, it is over a stair.",
        "One at the panel, one at the detector; cannot be done alone.",
    ),
    AbandonCode.UNSAFE: (
        "Water next to live sockets and no key to the board. Left, told them to keep out.",
        "Scaffold not signed off. Not going up.",
        "Dog loose in the yard, owner away.",
        "Possible asbestos behind the panel. Stopped; needs a survey.",
    ),
    AbandonCode.OUT_OF_TIME: (
        "End of shift, half done. Everything is safe, tools are still there.",
        "The one before took three hours. Cannot make it today.",
        "They close at five, it takes until seven.",
    ),
    AbandonCode.OTHER: (
        "Puncture on the ring road, waiting for recovery.",
        "Caller says another firm is coming tomorrow; asked them to ring you.",
        "Fire drill, building empty for an hour. On to the next.",
    ),
}
USUAL_REASONS = {
    AbandonCode.NO_ACCESS: 28,
    AbandonCode.PARTS_NEEDED: 28,
    AbandonCode.OTHER_SKILLS: 14,
    AbandonCode.TWO_PEOPLE: 10,
    AbandonCode.UNSAFE: 7,
    AbandonCode.OUT_OF_TIME: 8,
    AbandonCode.OTHER: 5,
}
"""How often of a hundred."""
CLOSED = {
    CloseCause.REMEDIED_ITSELF: (
        "Caller rang back: it has stopped by itself.",
        "Caretaker found the switch. All well.",
        "Power cut in the whole street; back on now.",
        "They tried again and it works.",
    ),
    CloseCause.WITHDRAWN: (
        "The landlord sends his own people.",
        "They are having the whole room done next month and can wait.",
        "Meant for another firm: wrong number.",
        "Manager says it is not worth it, the building is being sold.",
    ),
    CloseCause.DUPLICATE: (
        "Same fault, second caller.",
        "Reception rang, and the caretaker after them.",
        "Called about before today.",
    ),
}
RECALLED = (
    "Needed for an emergency nearby.",
    "Caller asks for another day.",
    "Goes with another job at the same place, given to both at once.",
    "Site has rung: not before tomorrow.",
)
NOT_THERE = (
    "Off until then, and it cannot wait.",
    "Shift over, next one takes it.",
    "Back on duty too late for this.",
)
"""Why Control gives to another what somebody has who is off duty."""
NEARER = (
    "Nearer to it.",
    "Finished early, and is round the corner.",
    "",
    "Has the part in the van.",
)
"""Why Control gives it to somebody else."""
REOPENED = (
    "It is back, worse than before.",
    "Same again this morning, says the manager.",
    "Held for a day. Now it does not start at all.",
    "Other side leaks now; same joint, they think.",
    "Beeps again since the night.",
)
ASKED_AGAIN = (
    "Rings for the second time. When is somebody coming?",
    "It has become worse: the next room has it too.",
    "Wants to know whether they should close.",
    "Asks for a time before eleven.",
    "Somebody else from there, about the same.",
    "Has to leave at four; the key is with the neighbour then.",
    "",
)
FROM_RESPONSE = (
    "Caller would rather have somebody before noon.",
    "Ask for the deputy, the manager is away until Monday.",
    "They tried the reset that is in the manual: no change.",
    "Third call from this place this month.",
    "Invoice goes to head office, not to the branch.",
)
FROM_CONTROL = (
    "Rang the Site: somebody is there until six.",
    "Part at the Leeds depot, shelf 4, name on it.",
    "Told them it will be tomorrow; they are content with that.",
    "Asked for a photograph, it is on its way to the telephone.",
    "Landlord agrees, order number follows by post.",
    "Estimated at two hours, nothing after it today.",
)
FROM_OPERATIVE = (
    "Isolated at the board. Waiting for the manager with the key.",
    "Took the old part with me to match it.",
    "Parked at the back, barrier was open.",
    "Stopcock is behind the vending machine, for whoever comes next.",
    "Second fitting is going the same way. Told them.",
    "Spoke to the caretaker: it started after the decorators left.",
)
WAITS_FOR_OTHERS = (
    "Waits for the landlord's word; asked again.",
    "Survey for asbestos booked, not before that.",
    "Scaffold is ordered. Nobody to be sent until it stands.",
    "They want it done in the holidays. Keep until they ring.",
)
