"""Who works here?"""

from app.domain.duty import OperativeCameOnDuty, OperativeWentOffDuty
from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.operative import (
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
from app.domain.personal import ERASED
from app.read_models import ReadModels
from app.read_models.operatives import OperativeRow, Operatives
from tests.cast import ANN, ANNS_DUTY, ANNS_ENGAGEMENT, BEN, BOILER
from tests.read_models.story import ANN_HIRED, BEN_HIRED, Story, as_of, clock

ANN_RENAMED = OperativeRenamed(forename="Ann", surname="Field")


def hired(*names: str) -> Operatives:
    """Operatives hired under these names, with ids in the order of hiring."""
    story = Story()
    for number, name in enumerate(names):
        forename, surname = name.split()
        story.at("09:00", f"operative-{number}", OperativeHired(forename=forename, surname=surname))
    return story.told_to(Operatives())


def names(operatives: Operatives, text: str) -> list[str]:
    return [row.name for row in operatives.matching(text)]


def test_there_is_nobody_at_first() -> None:
    operatives = Operatives()
    assert (len(operatives), list(operatives), operatives.get(ANN)) == (0, [], None)


def test_somebody_hired_has_a_row() -> None:
    operatives = Story().at("09:00", ANN, ANN_HIRED).told_to(Operatives())
    assert operatives.get(ANN) == OperativeRow(ANN, 10, "Ann", "Marsh", clock("09:00"), version=1)
    assert operatives.name(ANN) == "Ann Marsh"
    assert len(operatives) == 1


def test_each_moment_has_the_name_of_then() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:30", ANN, ANN_RENAMED)
    models = story.told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, name, version, found in ((10, "Ann Marsh", 1, 1), (20, "Ann Field", 2, 0)):
        with as_of(models, position):
            assert [(row.name, row.version) for row in models.operatives] == [(name, version)]
            assert len(models.operatives.matching("marsh")) == found


def test_somebody_erased_never_had_a_name_at_any_moment() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:30", ANN, ANN_RENAMED)
    models = story.at("10:00", ANN, OperativeErased()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, is_erased in ((10, False), (20, False), (30, True)):
        with as_of(models, position):
            assert [(row.name, row.is_erased) for row in models.operatives] == [(ERASED, is_erased)]
            for word in ("ann", "marsh", "field"):
                assert names(models.operatives, word) == []
            assert names(models.operatives, "erased") == [ERASED]


def test_somebody_unknown_is_called_by_their_id() -> None:
    assert Operatives().name(ANN) == ANN


def test_they_stand_in_the_order_of_surnames_then_forenames() -> None:
    operatives = hired("Zoe Abbot", "Cat de", "ben Okoro", "Ann Okoro", "Dan Marsh")
    assert [row.name for row in operatives] == [
        "Zoe Abbot",
        "Cat de",
        "Dan Marsh",
        "Ann Okoro",
        "ben Okoro",
    ]


def test_whoever_was_erased_comes_last() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:05", BEN, BEN_HIRED)
    operatives = story.at("09:10", ANN, OperativeErased()).told_to(Operatives())
    assert [row.name for row in operatives] == ["Ben Okoro", ERASED]


def test_two_of_one_name_are_two() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:05", BEN, ANN_HIRED)
    assert [row.id for row in story.told_to(Operatives())] == [ANN, BEN]


def test_a_filter_finds_beginnings_of_names_in_any_case() -> None:
    operatives = hired("Ann Marsh", "Ben Okoro", "Hanna Strauß")
    assert names(operatives, "ann") == ["Ann Marsh"]
    assert names(operatives, "han") == ["Hanna Strauß"]
    assert names(operatives, "OKO") == ["Ben Okoro"]
    assert names(operatives, "STRAUSS") == ["Hanna Strauß"]


def test_a_filter_wants_every_word_in_any_order() -> None:
    operatives = hired("Ann Marsh", "Ann Okoro")
    assert names(operatives, " okoro  ann ") == ["Ann Okoro"]
    assert names(operatives, "ann ben") == []


def test_a_filter_finds_names_whatever_their_accents_and_apostrophes() -> None:
    operatives = hired("Zo\u00eb Marsh", "Zoe O\u2019Hara")
    for typed in ("zoe", "zoe\u0308", "ZO\u00cb"):
        assert names(operatives, typed) == ["Zo\u00eb Marsh", "Zoe O\u2019Hara"]
    assert names(operatives, "o'hara") == names(operatives, "OHARA") == ["Zoe O\u2019Hara"]


def test_a_blank_filter_finds_everybody() -> None:
    assert names(hired("Ann Marsh", "Ben Okoro"), " ") == ["Ann Marsh", "Ben Okoro"]


def test_told_twice_nobody_is_there_twice() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:05", BEN, BEN_HIRED)
    operatives = story.told_to(story.told_to(Operatives()))
    assert [row.id for row in operatives] == [ANN, BEN]


def test_somebody_else_changes_no_row_but_their_own() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED)
    operatives = story.told_to(Operatives())
    before = operatives.get(ANN)
    story.at("09:05", BEN, BEN_HIRED).told_to(operatives)
    assert operatives.get(ANN) == before
    assert len(operatives) == 2


def test_being_under_way_changes_no_name() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED)
    operatives = story.told_to(Operatives())
    before = operatives.get(ANN)
    story.at("09:05", ANNS_ENGAGEMENT, OperativeEngaged(operative_id=ANN, work_id=BOILER))
    story.at("09:10", ANNS_ENGAGEMENT, OperativeReleased(operative_id=ANN, work_id=BOILER))
    story.told_to(operatives)
    assert operatives.get(ANN) == before
    assert len(operatives) == 1


LEEDS = OperativeHomeAreaChanged(before="York", after="Leeds")
GAS = OperativeSkillsChanged(before=("lifts",), after=("gas", "high voltage"))
TRAINING = OperativeWentOffDuty(operative_id=ANN, reason="Training", until=clock("14:00"))
LEFT = OperativeLeft(reason="Moved to Spain.")
HIRED_IN_YORK = OperativeHired(forename="Ann", surname="Marsh", home_area="York", skills=("lifts",))


def test_they_are_found_by_home_area_and_skills_as_these_are_now() -> None:
    story = Story().at("09:00", ANN, HIRED_IN_YORK).at("09:05", BEN, BEN_HIRED)
    operatives = story.told_to(Operatives())
    assert names(operatives, "york") == names(operatives, "lift marsh") == ["Ann Marsh"]
    story.at("09:30", ANN, LEEDS).at("09:31", ANN, GAS).told_to(operatives)
    ann = operatives.get(ANN)
    assert ann
    assert (ann.home_area, ann.skills, ann.version) == ("Leeds", ("gas", "high voltage"), 3)
    assert names(operatives, "york") == names(operatives, "lift") == []
    assert names(operatives, "leeds volt") == ["Ann Marsh"]


def test_they_are_off_duty_until_the_moment_that_was_said_or_until_they_are_back() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("10:00", ANNS_DUTY, TRAINING)
    ann = story.told_to(Operatives()).get(ANN)
    assert ann
    assert (ann.off_duty_since, ann.off_duty_reason) == (clock("10:00"), "Training")
    assert [ann.is_off_duty(clock(at)) for at in ("13:59", "14:00")] == [True, False]
    ill = OperativeWentOffDuty(operative_id=ANN, reason="Ill", until=None)
    ann = story.at("11:00", ANNS_DUTY, ill).told_to(Operatives()).get(ANN)
    assert ann
    assert ann.is_off_duty(clock("23:00"))
    ann = (
        story.at("12:00", ANNS_DUTY, OperativeCameOnDuty(operative_id=ANN))
        .told_to(Operatives())
        .get(ANN)
    )
    assert ann
    assert (ann.off_duty_since, ann.off_duty_until, ann.off_duty_reason) == (None, None, "")
    assert not ann.is_off_duty(clock("12:00"))
    assert ann.version == 1, "no form about them is stale"


def test_each_moment_has_who_was_off_duty_then() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("10:00", ANNS_DUTY, TRAINING)
    story.at("11:00", ANNS_DUTY, OperativeCameOnDuty(operative_id=ANN))
    models = story.told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, reason in ((10, ""), (20, "Training"), (30, "")):
        with as_of(models, position):
            [ann] = models.operatives
            assert ann.off_duty_reason == reason


def test_who_has_left_is_not_listed_and_comes_last_where_that_is_asked_for() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:05", BEN, BEN_HIRED)
    operatives = story.at("10:00", ANNS_DUTY, TRAINING).at("11:00", ANN, LEFT).told_to(Operatives())
    assert names(operatives, "") == [row.name for row in operatives] == ["Ben Okoro"]
    assert len(operatives) == 1
    assert names(operatives, "marsh") == []
    for text, found in (("", ["Ben Okoro", "Ann Marsh"]), ("marsh", ["Ann Marsh"])):
        assert [row.name for row in operatives.matching(text, also_left=True)] == found
    assert [row.name for row in operatives.everybody()] == ["Ben Okoro", "Ann Marsh"]
    [_, ann] = operatives.everybody()
    assert (ann.left_at, ann.is_off_duty(clock("11:30"))) == (clock("11:00"), False)
    story.at("12:00", ANN, OperativeCameBack()).told_to(operatives)
    assert names(operatives, "") == ["Ann Marsh", "Ben Okoro"]
    assert len(operatives) == len(operatives.everybody()) == 2


def test_each_moment_has_who_was_here_then() -> None:
    story = Story().at("09:00", ANN, HIRED_IN_YORK).at("09:30", ANN, LEEDS).at("10:00", ANN, LEFT)
    models = story.at("11:00", ANN, OperativeCameBack()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, area, is_listed in ((10, "York", 1), (20, "Leeds", 1), (30, "Leeds", 0)):
        with as_of(models, position):
            assert len(models.operatives) == is_listed
            assert len(models.operatives.matching(area)) == is_listed
            assert len(models.operatives.matching(area, also_left=True)) == 1
    with as_of(models, 40):
        assert len(models.operatives) == 1


def test_nothing_tells_who_it_was_once_they_are_erased() -> None:
    story = Story().at("09:00", ANN, HIRED_IN_YORK).at("10:00", ANNS_DUTY, TRAINING)
    models = story.at("11:00", ANN, OperativeErased()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position in (10, 20, 30):
        with as_of(models, position):
            [ann] = models.operatives
            assert (ann.home_area, ann.skills, ann.off_duty_reason) == ("", (), "")
            assert names(models.operatives, "york") == names(models.operatives, "lifts") == []
