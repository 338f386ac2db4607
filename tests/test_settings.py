"""Settings: what the environment can ask for, what it gets, and that the README tells of each."""

import re
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.promise import Length, Priority, Promise, Target
from app.event_store.address import MemoryStore, PostgresqlStore, SqliteStore
from app.settings import Demo, SettingError, Settings, settings_from

WEEKDAYS = frozenset(range(5))
ONE_DAY = Length(days=1)

HOUSE = Path(__file__).parent.parent


def test_without_any_variable_the_desk_is_for_this_machine_alone() -> None:
    settings = settings_from({})

    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.hosts == ()
    assert settings.https is False
    assert settings.store == MemoryStore()
    assert settings.plays is Demo.MORNING
    assert settings.workers == 1
    assert settings.log_format == "human"
    assert settings.timezone == ZoneInfo("Europe/London")
    assert settings == Settings()


def test_an_empty_variable_is_as_good_as_none() -> None:
    names = [name.upper() for name in Settings.__struct_fields__]

    assert settings_from({f"FIRSTLINE_{name}": "" for name in names}) == Settings()


def test_variables_of_others_are_left_alone() -> None:
    assert settings_from({"PORT": "9000", "HOST": "::", "FIRSTLINES": "x"}) == Settings()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("FIRSTLINE_STOER", "There is no setting FIRSTLINE_STOER. Is FIRSTLINE_STORE meant?"),
        ("FIRSTLINE_PORTS", "There is no setting FIRSTLINE_PORTS. Is FIRSTLINE_PORT meant?"),
        (
            "FIRSTLINE_AND_SO_ON",
            "There is no setting FIRSTLINE_AND_SO_ON. The README lists those that there are.",
        ),
    ],
)
def test_a_setting_that_there_is_not_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(SettingError) as error:
        settings_from({name: "", "FIRSTLINE_PORT": "8080"})
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("HOST", "0.0.0.0", Settings(host="0.0.0.0")),  # noqa: S104
        ("HOST", "desk.example.org", Settings(host="desk.example.org")),
        ("PORT", "1", Settings(port=1)),
        ("PORT", "08080", Settings(port=8080)),
        ("PORT", "65535", Settings(port=65535)),
        ("HOSTS", "desk.example.org", Settings(hosts=("desk.example.org",))),
        ("HOSTS", "a.example,b.example", Settings(hosts=("a.example", "b.example"))),
        ("HOSTS", " a.example , b.example,", Settings(hosts=("a.example", "b.example"))),
        ("HOSTS", "a.example b.example", Settings(hosts=("a.example", "b.example"))),
        ("HTTPS", "on", Settings(https=True)),
        ("HTTPS", "off", Settings(https=False)),
        ("DEMO", "none", Settings(demo=Demo.NONE)),
        ("DEMO", "morning", Settings(demo=Demo.MORNING)),
        ("DEMO", "busy", Settings(demo=Demo.BUSY)),
        ("STORE", "memory:", Settings(store=MemoryStore())),
        ("STORE", "sqlite:///desk.db", Settings(store=SqliteStore(Path("desk.db")))),
        ("STORE", "sqlite:////var/desk.db", Settings(store=SqliteStore(Path("/var/desk.db")))),
        ("STORE", "sqlite:///a b?#%41.db", Settings(store=SqliteStore(Path("a b?#%41.db")))),
        (
            "STORE",
            "postgresql://ann@db/desk",
            Settings(store=PostgresqlStore("postgresql://ann@db/desk")),
        ),
        ("STORE", "postgres://db/desk", Settings(store=PostgresqlStore("postgres://db/desk"))),
        ("SECRET_KEY", "k" * 32, Settings(secret_key="k" * 32)),
        ("EMERGENCY", "90 min / 1 day", Settings(emergency=Target(Length(minutes=90), ONE_DAY))),
        ("URGENT", "8H/2Days", Settings(urgent=Target(Length(hours=8), Length(days=2)))),
        ("ROUTINE", " 1 day / 5 d ", Settings(routine=Target(ONE_DAY, Length(days=5)))),
        (
            "ROUTINE",
            "1 hour / 120 minutes",
            Settings(routine=Target(Length(hours=1), Length(minutes=120))),
        ),
        (
            "WORKING_HOURS",
            "Mon-Fri 08:00-18:00",
            Settings(working_hours=(WEEKDAYS, time(8), time(18))),
        ),
        (
            "WORKING_HOURS",
            " sat - mon  07:30 - 24:00 ",
            Settings(working_hours=(frozenset({5, 6, 0}), time(7, 30), time(0))),
        ),
        (
            "WORKING_HOURS",
            "Sun 00:00-24:00",
            Settings(working_hours=(frozenset({6}), time(0), time(0))),
        ),
        ("LOG_FORMAT", "json", Settings(log_format="json")),
        ("TIMEZONE", "Asia/Kolkata", Settings(timezone=ZoneInfo("Asia/Kolkata"))),
        ("TIMEZONE", "UTC", Settings(timezone=ZoneInfo("UTC"))),
    ],
)
def test_a_variable_sets_its_setting_and_no_other(name: str, text: str, expected: Settings) -> None:
    assert settings_from({f"FIRSTLINE_{name}": text}) == expected


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        *(
            ("PORT", text, "FIRSTLINE_PORT should be a number from 1 to 65535, not {!r}.")
            for text in ("0", "65536", "-1", "80 ", "http", "8e3", "٨", "1" * 400)
        ),
        *(
            (
                name,
                text,
                f"FIRSTLINE_{name} should say how soon somebody is there, and how soon it is done, "
                "such as “2 h / 8 h” or “90 min / 2 days”; not {!r}.",
            )
            for name in ("EMERGENCY", "URGENT", "ROUTINE")
            for text in (
                "2 h",
                "2 / 8",
                "2 h / 8 h / 9 h",
                "0 h / 8 h",
                "1.5 h / 8 h",
                "9999 d / 1",
            )
        ),
        *(
            (
                "WORKING_HOURS",
                text,
                "FIRSTLINE_WORKING_HOURS should be days and the hours of a day, such as “Mon-Fri "
                "08:00-18:00” (24:00 is the end of a day); not {!r}.",
            )
            for text in (
                *("always", "Mon-Fri", "08:00-18:00", "Mon-Fri 8-18", "Mo-Fr 08:00-18:00"),
                *("Mon 18:00-08:00", "Mon 08:00-08:00", "Mon 24:00-24:00", "Mon 08:00-24:30"),
            )
        ),
        *(
            ("WORKERS", text, "FIRSTLINE_WORKERS should be a number from 1 to 64, not {!r}.")
            for text in ("0", "65", "two")
        ),
        *(
            ("LOG_FORMAT", text, "FIRSTLINE_LOG_FORMAT should be human or json, not {!r}.")
            for text in ("xml", "JSON")
        ),
        *(
            ("HTTPS", text, "FIRSTLINE_HTTPS should be off or on, not {!r}.")
            for text in ("yes", "1", "true", "ON", " on")
        ),
        *(
            ("DEMO", text, "FIRSTLINE_DEMO should be morning, busy or none, not {!r}.")
            for text in ("no", "off", "None", "evening")
        ),
        *(
            (
                "TIMEZONE",
                text,
                "FIRSTLINE_TIMEZONE should be a name such as Europe/London, not {!r}.",
            )
            for text in (
                "Mars/Olympus",
                "London",
                "+01:00",
                "/etc/passwd",
                "../UTC",
                "\0",
                "Europe",
            )
        ),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_what_would_do(
    name: str, text: str, sentence: str
) -> None:
    with pytest.raises(SettingError) as error:
        settings_from({f"FIRSTLINE_{name}": text})

    assert str(error.value) == sentence.format(text)


@pytest.mark.parametrize(
    "text",
    [
        "desk.db",
        "sqlite",
        "sqlite://",
        "sqlite:///",
        "sqlite:desk.db",
        "sqlite://desk.db",
        "mysql://ann:secret@db/desk",
        "memory",
        "Memory:",
        " memory:",
    ],
)
def test_a_store_that_is_none_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(SettingError) as error:
        settings_from({"FIRSTLINE_STORE": text})
    assert str(error.value).startswith("FIRSTLINE_STORE should be ")
    assert "sqlite:///desk.db" in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("key", ["k" * 31, "kkk        # what openssl rand -hex 32 prints"])
def test_a_key_that_can_be_guessed_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(SettingError, match="at least 32 characters") as error:
        settings_from({"FIRSTLINE_SECRET_KEY": key})
    assert "kkk" not in str(error.value)


def test_several_processes_cannot_share_a_memory() -> None:
    with pytest.raises(SettingError, match="set FIRSTLINE_STORE to sqlite:"):
        settings_from({"FIRSTLINE_WORKERS": "2"})
    shared = {"FIRSTLINE_WORKERS": "2", "FIRSTLINE_STORE": "sqlite:///desk.db"}
    assert settings_from(shared).workers == 2


@pytest.mark.parametrize(
    ("store", "demo", "plays"),
    [
        ("memory:", "", Demo.MORNING),
        ("memory:", "none", Demo.NONE),
        ("memory:", "busy", Demo.BUSY),
        ("sqlite:///desk.db", "", Demo.NONE),
        ("sqlite:///desk.db", "morning", Demo.MORNING),
        ("postgresql:///desk", "", Demo.NONE),
    ],
)
def test_a_morning_is_played_in_memory_or_where_it_is_asked_for(
    store: str, demo: str, plays: Demo
) -> None:
    settings = settings_from({"FIRSTLINE_STORE": store, "FIRSTLINE_DEMO": demo})
    assert settings.plays is plays


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (Settings(), {"localhost", "127.0.0.1", "[::1]"}),
        (Settings(host="0.0.0.0"), {"localhost", "127.0.0.1", "[::1]"}),  # noqa: S104
        (Settings(host="::"), {"localhost", "127.0.0.1", "[::1]"}),
        (Settings(host="fd00::7"), {"localhost", "127.0.0.1", "[::1]", "[fd00::7]"}),
        (Settings(host="10.0.0.7"), {"localhost", "127.0.0.1", "[::1]", "10.0.0.7"}),
        (
            Settings(host="0.0.0.0", hosts=("desk.example.org",)),  # noqa: S104
            {"localhost", "127.0.0.1", "[::1]", "desk.example.org"},
        ),
    ],
)
def test_the_names_that_the_desk_answers_to(settings: Settings, names: set[str]) -> None:
    assert set(settings.trusted_hosts) == names


# The README


def test_every_setting_of_the_code_is_explained_in_the_readme() -> None:
    files = [*(HOUSE / "app").rglob("*.py"), *(HOUSE / "templates").rglob("*.html")]
    used = set().union(*(_settings_in(file) for file in [*files, HOUSE / "Makefile"]))

    assert {"FIRSTLINE_PORT", "FIRSTLINE_HOSTS"} <= used
    missing = sorted(used - _settings_in(HOUSE / "README.md"))
    assert not missing, f"README.md should explain {', '.join(missing)}"


def test_every_setting_in_the_readme_is_one_of_the_code() -> None:
    files = (HOUSE / "app").rglob("*.py")
    used = set().union(*(_settings_in(file) for file in files))

    unknown = sorted(_settings_in(HOUSE / "README.md") - used)
    assert not unknown, f"README.md speaks of {', '.join(unknown)}, which nothing reads"


@pytest.mark.parametrize("field", Settings.__struct_fields__)
def test_every_setting_can_be_set_by_a_variable_of_its_name(field: str) -> None:
    assert f"FIRSTLINE_{field.upper()}" in _settings_in(HOUSE / "app" / "settings.py")


def test_the_defaults_in_the_readme_are_those_of_the_code() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^\| `(FIRSTLINE_[A-Z_]+)` \| `([^`]+)` \|", readme, re.MULTILINE))

    assert len(defaults) >= 5
    assert settings_from(defaults) == Settings()


def _settings_in(file: Path) -> set[str]:
    return set(re.findall(r"FIRSTLINE_[A-Z_]+", file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
def test_an_address_of_the_machine_itself_is_at_home(host: str) -> None:
    assert Settings(host=host).is_at_home


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example"])  # noqa: S104
def test_others_are_not(host: str) -> None:
    assert not Settings(host=host).is_at_home


def test_what_is_promised_goes_by_the_clocks_and_hours_of_the_desk() -> None:
    settings = settings_from(
        {
            "FIRSTLINE_WORKING_HOURS": "Mon-Fri 08:00-18:00",
            "FIRSTLINE_TIMEZONE": "Asia/Kolkata",
            "FIRSTLINE_URGENT": "1 h / 1 day",
        }
    )
    # A Friday, 17:30 in India.
    promise = settings.promises.at(datetime(2025, 6, 6, 12, tzinfo=UTC), Priority.URGENT)
    assert promise == Promise(
        arrive_by=datetime(2025, 6, 9, 3, tzinfo=UTC),
        complete_by=datetime(2025, 6, 9, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"URGENT": "1 day / 23 h"},
            "FIRSTLINE_URGENT promises that it is done (23 h) before somebody is there (1 day).",
        ),
        (
            {"WORKING_HOURS": "Mon-Fri 09:00-12:00"},
            "FIRSTLINE_URGENT promises that it is done (2 days) before somebody is there (8 h). "
            "A day is as long as FIRSTLINE_WORKING_HOURS says.",
        ),
    ],
)
def test_nothing_is_promised_to_be_done_before_somebody_is_there(
    variables: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingError) as error:
        settings_from({f"FIRSTLINE_{name}": text for name, text in variables.items()})
    assert str(error.value) == sentence


def test_with_short_days_what_is_promised_has_to_be_said() -> None:
    short = {"FIRSTLINE_WORKING_HOURS": "Mon-Fri 09:00-12:00", "FIRSTLINE_URGENT": "2 h / 1 day"}
    assert settings_from(short).promises.target(Priority.URGENT).complete == ONE_DAY
