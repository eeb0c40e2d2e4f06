"""What a bench says: each figure beside its goal, met or not; and how seconds and memory of a process are read."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "bench" / "out"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Figure:
    """One measured figure: a ratio ("x"), "s", "GB" or "MiB"; without a value `detail` says why it was skipped."""

    name: str
    value: float | None
    goal: float | None = None
    unit: str = "x"
    detail: str = ""

    @property
    def verdict(self) -> str:
        """Met, not met, or why nothing can be said."""
        if self.value is None:
            return "skipped"
        if self.goal is None:
            return ""
        return "met" if self.value <= self.goal else "NOT MET"


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of text: name, figure, goal, verdict, what it was made of."""
    wide = max((len(f.name) for f in figures), default=4)
    lines = [f"{'figure':{wide}}  {'measured':>10}  {'goal':>10}  {'':8}"]
    for f in figures:
        shown = "–" if f.value is None else f"{f.value:.2f} {f.unit}"
        goal = "" if f.goal is None else f"<= {f.goal:g} {f.unit}"
        lines.append(f"{f.name:{wide}}  {shown:>10}  {goal:>10}  {f.verdict:8}  {f.detail}".rstrip())
    return "\n".join(lines)


def say(figures: Sequence[Figure]) -> None:
    """Print the figures, with how busy the machine was."""
    print(table(figures))
    print(f"load average {', '.join(f'{n:.1f}' for n in os.getloadavg())} on {os.cpu_count()} cores", flush=True)


def median(values: Sequence[float]) -> float:
    """The middle of several measurements."""
    return statistics.median(values)


@dataclass(frozen=True)
class Spent:
    """What one whole process took: seconds by the clock, seconds of CPU of all its threads, most memory in bytes."""

    seconds: float
    cpu: float
    memory: int


def whole_process(command: Sequence[str], env: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its end and say what it took. Raises RuntimeError with its last words when it fails."""
    began = time.perf_counter()
    running = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = running.stderr.read()
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{said[-2000:]}")
    return Spent(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def cpu_of(pid: int) -> float:
    """CPU seconds of a running process so far, ended threads included."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # Linux: the clock of another process, in nanoseconds
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> int:
    """Bytes of memory a running process holds now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
