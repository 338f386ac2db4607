"""Passwords: which will do, and what is kept of them."""

import subprocess
import sys
import time
import unicodedata
from random import Random

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.private_store.passwords import _nobodys, fault_of, hashed, is_outdated, matches

GOOD = "copper heron battery ladder"


def fault(password: str) -> str:
    return fault_of(password, "ada.novak", "Ada Novak") or ""


class TestHashes:
    def test_a_password_matches_its_own_hash_only(self) -> None:
        hash = hashed(GOOD)

        assert matches(GOOD, hash)
        for other in ("", GOOD[:-1], GOOD + " ", GOOD.upper()):
            assert not matches(other, hash)

    def test_a_hash_tells_how_it_was_made_and_is_another_each_time(self) -> None:
        first, second = hashed(GOOD), hashed(GOOD)

        assert first != second
        assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    def test_the_same_characters_match_however_they_are_composed(self) -> None:
        password = "Zoë is naïve at the café"

        hash = hashed(unicodedata.normalize("NFD", password))

        assert matches(unicodedata.normalize("NFC", password), hash)

    def test_nobody_matches_who_has_no_hash(self) -> None:
        assert not matches(GOOD, None)
        assert not matches("", None)

    @pytest.mark.parametrize(
        "damaged", ["", "nonsense", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA"]
    )
    def test_a_damaged_hash_matches_nothing(self, damaged: str) -> None:
        assert not matches(GOOD, damaged)

    def test_it_takes_as_long_where_there_is_no_hash(self) -> None:
        """What stands in for it has today's parameters, and is really looked at: without that, it
        would take next to nothing."""
        hash = hashed(GOOD)
        assert not is_outdated(_nobodys())

        def seconds(hash: str | None) -> float:
            start = time.process_time()
            matches("another", hash)
            return time.process_time() - start

        known = min(seconds(hash) for _ in range(5))
        unknown = min(seconds(None) for _ in range(5))
        assert unknown > known / 5

    def test_a_hash_by_other_parameters_still_matches_and_counts_as_outdated(self) -> None:
        older = Argon2id(salt=bytes(16), length=32, iterations=1, lanes=1, memory_cost=8_192)
        hash = older.derive_phc_encoded(GOOD.encode())

        assert matches(GOOD, hash)
        assert is_outdated(hash)
        assert not is_outdated(hashed(GOOD))

    def test_eight_at_once_take_the_memory_of_two(self) -> None:
        """In a process of its own: the most that it has taken is known for the whole of it only."""
        answer = subprocess.run(
            [sys.executable, "-c", EIGHT_AT_ONCE], capture_output=True, text=True, check=True
        )
        assert int(answer.stdout) < 75_000


EIGHT_AT_ONCE = """
import resource
from concurrent.futures import ThreadPoolExecutor
from app.private_store.passwords import hashed

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = most()
with ThreadPoolExecutor(8) as threads:
    list(threads.map(hashed, ["correct horse"] * 16))
print(most() - before)
"""
"""Prints by how many kB it has grown."""


WORDS = [word for word in FREQUENCY_LISTS["english_wikipedia"][:5_000] if len(word) > 3]
"""Ordinary ones: who draws by lot from fewer than there are in lists for it."""


class TestWhichWillDo:
    @pytest.mark.parametrize(
        "password",
        [
            GOOD,
            "  violet kettles hum  ",
            "Wt7#qpL2!mZx",
            "пурпурный чайник поёт",
            "あおいやかんがうたっている",
            "aaaaaaaaaaaaaaaaaaaaaaaa quartz melon verdict",
            "z9" * 3 + "kettle violet Xq!" + "quartz" * 15,
        ],
    )
    def test_that_will_do(self, password: str) -> None:
        assert fault(password) == ""

    @pytest.mark.parametrize("seed", range(20))
    def test_five_words_drawn_by_lot_will_do(self, seed: int) -> None:
        lot = Random(seed)  # noqa: S311 (nobody's password)
        words = lot.sample(WORDS, 5)
        assert [fault(joint.join(words)) for joint in (" ", "-", "")] == ["", "", ""]

    @pytest.mark.parametrize("password", ["", "Wt7#qpL2!mZ", "é" * 11])
    def test_too_short(self, password: str) -> None:
        assert fault(password).startswith("Use at least 12 characters")

    def test_too_long(self) -> None:
        assert fault("kettle violet Xq! " * 7 + "xx") == ""
        assert fault("kettle violet Xq! " * 7 + "xyz") == (
            "Use no more than 128 characters: these are 129."
        )

    def test_far_too_long_is_said_without_a_look_at_the_end_of_it(self) -> None:
        """The time that it takes to compose marks grows with the square of their number."""
        assert fault("a" + "\u0301\u0323" * 300) == (
            "Use no more than 128 characters: these are 601."
        )

    def test_128_characters_will_do_however_a_keyboard_composes_them(self) -> None:
        four_as_one = "\u03b1\u0313\u0301\u0345"
        words = "kettle violet Xq! " * 7

        assert fault(words + four_as_one * 2) == ""
        assert fault(four_as_one * 128).startswith("That is too easy to guess")

    @pytest.mark.parametrize(
        "password",
        [
            "passwordpassword",
            "aaaaaaaaaaaaaaaaaaaaaaa",
            "qwertyuiop123",
            "123456789012",
            "a" * 128,
            "novaknovak12",
            "firstline2025",
            "Summer2026London",
            "summer2026!!",
            "Winter2025!Winter",
            "letmein letmein",
            "manchester united",
            "Password123!Password",
            "correcthorsebatterystaple",
            "Correct Horse Battery Staple",
            "liverpoolfc2026",
            "manchesterunited1878",
            "London2026!London",
            "password123 " * 10,
        ],
    )
    def test_too_easy(self, password: str) -> None:
        assert fault(password).startswith("That is too easy to guess.")

    @pytest.mark.parametrize("password", ["Ada.Novak kettle violet", "kettle violet ADA.NOVAK"])
    def test_the_sign_in_name_is_in_it(self, password: str) -> None:
        assert fault(password).startswith("Leave your sign-in name out")

    @pytest.mark.parametrize(
        ("sign_in_name", "full_name"), [("vk", "Vilem Kratochvil"), ("kratochvil", "Vilem K.")]
    )
    def test_what_is_made_of_their_own_names_is_too_easy_for_them(
        self, sign_in_name: str, full_name: str
    ) -> None:
        password = "Kr4tochvil1987"

        assert fault(password) == ""
        assert fault_of(password, sign_in_name, full_name) == (
            "That is too easy to guess. Use words that do not belong together, and no names, dates "
            "or rows of keys."
        )

    def test_a_judgement_takes_no_seconds(self) -> None:
        """Signs that can stand for letters are tried in every way."""
        start = time.process_time()
        fault(("4@8({[<369!|1/|7$5%0+xz2" * 6)[:128])
        assert time.process_time() - start < 2
