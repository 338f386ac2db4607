"""Who and what the tests are about, by their ids."""

THE_DESK = "the desk"
"""Who does everything, as long as nobody signs in."""

ANN, BEN = "operative-ann", "operative-ben"
ANNS_ENGAGEMENT = "engagement-ann"
ANNS_DUTY = "duty-ann"
ELM_HOUSE, MILL_LANE = "site-elm-house", "site-mill-lane"
BOILER, LIFT, ROOF = "work-boiler", "work-lift", "work-roof"

ADA, CLEO = "user-ada", "user-cleo"
NIGHT_SHIFT = "team-night-shift"
CONTROL, RESPONSE = "role-control", "role-response"
