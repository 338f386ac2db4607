"""People who watch a desk while others work there: that they are let in, and ask as pages do."""

import time
from pathlib import Path

from benchmarks.calling import Caller
from benchmarks.peers.small_desk import log_in, make_desk
from benchmarks.watched import EVERY, give_commands, signed_in, watching
from tests.processes.running import RunningDesk
from tests.processes.visiting import CONTROL, Visitor


def test_pages_are_told_what_commands_change_and_otherwise_that_nothing_is_new(
    tmp_path: Path,
) -> None:
    small, store = make_desk(tmp_path), log_in(tmp_path)
    cookies = signed_in(store, 2)
    with RunningDesk(store) as desk:
        name = f"firstline-{desk.port}"
        pages = [(CONTROL, f"{name}={cookie}") for cookie in cookies]
        with Visitor(desk, cookies=[(name, cookies[0])]) as visitor:
            caller = Caller(visitor, [small.sites[0].key])
            with watching(desk.port, pages) as while_somebody_works:
                took = give_commands([caller], seconds=2.5 * EVERY)
        with watching(desk.port, pages) as while_nobody_does:
            time.sleep(2.5 * EVERY)

    assert len(took) == 2.5 * EVERY, "one each second"
    assert {each.is_answered_short for each in while_somebody_works} == {False}
    # With a new minute, pages say other times.
    assert any(each.is_answered_short for each in while_nobody_does)
