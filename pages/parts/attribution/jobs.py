"""Work that may take long: done beside the page, which shows how far it is and can stop it; the result is kept."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from data_adapters.credit import Cancelled
from data_adapters.home import Home
from data_adapters.records.store import Versions
from pages.parts.figures import whole
from pages.parts.gate import Page
from pages.parts.words import say

KEPT = 12  # results kept per state of the data
AT_ONCE, LOOK_AGAIN = 0.6, 0.15  # seconds before progress is shown, and between two looks at it
STOPPED = "attribution_stopped"

Progress = Callable[[str, float], None]
Work = Callable[[Progress, Callable[[], bool]], Any]


class Job:
    """One piece of work in a thread of its own; several readers may wait for it."""

    def __init__(self, work: Work):
        self.share, self._began = 0.0, time.monotonic()
        self._result: Future = Future()
        self._stop = threading.Event()
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Work) -> None:
        try:
            self._result.set_result(work(self._tell, self._stop.is_set))
        except Exception as problem:  # it is raised again where the result is asked for
            self._result.set_exception(problem)

    def _tell(self, words: str, share: float) -> None:
        self.share = min(max(share, 0.0), 1.0)

    def seconds(self) -> float:
        """How long it has been under way."""
        return time.monotonic() - self._began

    def stop(self) -> None:
        """Ask the work to stop; its result is `Cancelled`."""
        self._stop.set()

    def is_stopped(self) -> bool:
        """Was it asked to stop?"""
        return self._stop.is_set()

    def result(self, seconds: float) -> Any:
        """The result, waited for so long. Raises TimeoutError, Cancelled and what the work raises."""
        return self._result.result(seconds)


@dataclass
class Kept:
    """Results of one state of the data, and the work that is under way."""

    done: OrderedDict = field(default_factory=OrderedDict)
    running: dict = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def job(self, key: Hashable, work: Work) -> Job:
        """The work for a key: the one under way, unless it was stopped, else a new one."""
        with self.lock:
            found = self.running.get(key)
            if found is None or found.is_stopped():
                found = self.running[key] = Job(work)
            return found

    def keep(self, key: Hashable, result: Any) -> Any:
        """Keep a result; the one not asked for the longest goes."""
        with self.lock:
            self.running.pop(key, None)
            self.done[key] = result
            self.done.move_to_end(key)
            while len(self.done) > KEPT:
                self.done.popitem(last=False)
        return result

    def drop(self, key: Hashable) -> None:
        """Forget work that gave no result."""
        with self.lock:
            self.running.pop(key, None)


def worked_out(page: Page, key: tuple, label: str, work: Work) -> Any:
    """The result of work, kept per state of the data; None once the reader has stopped it.

    `label` says what is being done. While it lasts a bar shows how far it is, beside a button that stops it. Raises
    what the work raises.
    """
    kept = _kept(str(page.home.settings.home), page.home.versions(), page.today, page.home)
    if key in kept.done:
        return kept.keep(key, kept.done[key])
    if st.session_state.get(STOPPED) == key and not _wanted_after_all(key):
        return None
    job = kept.job(key, work)
    try:
        return kept.keep(key, _waited_for(job, key, label))
    except Cancelled:
        kept.drop(key)
        st.session_state[STOPPED] = key
        st.rerun()
    except Exception:
        kept.drop(key)
        raise


def _wanted_after_all(key: tuple) -> bool:
    st.warning(say("attribution.stopped"), icon=":material/front_hand:")
    if not st.button(say("attribution.resume"), key=f"resume_{key[0]}", icon=":material/play_arrow:"):
        return False
    del st.session_state[STOPPED]
    st.rerun()


def _waited_for(job: Job, key: tuple, label: str) -> Any:
    """Wait, and show how far it is. A click on anything else ends this run of the page, the work goes on."""
    try:
        return job.result(AT_ONCE)
    except TimeoutError:
        pass
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center", key=f"job_{key[0]}"):
        bar = st.progress(job.share, text=label)  # a share of the steps; one long step stays where it is
        if st.button(say("attribution.stop"), key=f"stop_{key[0]}", icon=":material/stop:"):
            job.stop()
    while True:
        try:
            found = job.result(LOOK_AGAIN)
            place.empty()
            return found
        except TimeoutError:
            if job.is_stopped():
                raise Cancelled("Stopped; nothing was kept.") from None
            bar.progress(job.share, text=say("attribution.at_work", what=label, seconds=whole(job.seconds())))


# Keyed by folder, versions and day; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _kept(folder: str, versions: Versions, today: date, _home: Home) -> Kept:
    return Kept()
