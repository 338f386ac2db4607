"""Who works here?"""

from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.operative import OperativeErased, OperativeHired, OperativeRenamed
from app.domain.personal import ERASED
from app.read_models import ReadModels
from app.read_models.operatives import OperativeRow, Operatives
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER
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
