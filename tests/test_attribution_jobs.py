"""Long work of the Attribution page: it tells how far it is, can be stopped, is shared by readers and kept a while."""

import threading

import pytest

from data_adapters.credit import Cancelled
from pages.parts.attribution.jobs import KEPT, Job, Kept

SOON = 20  # seconds; nothing here takes that long


def test_work_tells_how_far_it_is_and_gives_its_result():
    told, go_on = threading.Event(), threading.Event()

    def work(progress, cancelled):
        progress("first", 0.5)
        told.set()
        assert go_on.wait(SOON)
        return 42

    job = Job(work)
    assert told.wait(SOON)
    assert job.share == 0.5 and job.seconds() >= 0
    with pytest.raises(TimeoutError):
        job.result(0.01)
    go_on.set()
    assert job.result(SOON) == 42


def test_stopped_work_ends_at_its_next_step():
    began = threading.Event()

    def work(progress, cancelled):
        began.set()
        while not cancelled():
            pass
        raise Cancelled("Stopped; nothing was kept.")

    job = Job(work)
    assert began.wait(SOON)
    job.stop()
    with pytest.raises(Cancelled):
        job.result(SOON)


def test_a_failure_is_told_to_who_waits():
    def work(progress, cancelled):
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        Job(work).result(SOON)


def test_two_readers_wait_for_one_work_and_a_stopped_one_begins_anew():
    kept, began, end = Kept(), [], threading.Event()

    def work(progress, cancelled):
        began.append(1)
        return end.wait(SOON)

    first = kept.job("linear", work)
    assert kept.job("linear", work) is first
    first.stop()
    again = kept.job("linear", work)
    assert again is not first
    end.set()
    assert again.result(SOON) and first.result(SOON) and len(began) == 2


def test_the_result_not_asked_for_the_longest_goes():
    kept = Kept()
    for n in range(KEPT):
        kept.keep(n, f"result {n}")
    kept.keep(0, kept.done[0])  # asked for again
    kept.keep(KEPT, "one more")
    assert 0 in kept.done and 1 not in kept.done and len(kept.done) == KEPT
