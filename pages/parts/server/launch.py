"""Start the dashboard on this machine: `python -m pages.parts.server.launch [--port N]`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from data_adapters.demo import UNFINISHED
from data_adapters.settings import home_folder
from pages.parts.server.port import FIRST, PortTaken, choose_port

ROOT = Path(__file__).resolve().parents[3]
REFUSED = 3


def main(arguments: list[str] | None = None) -> int:
    """Fill an empty home with the sample company, choose a port, serve; returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        port = choose_port(asked.port)
    except PortTaken as taken:
        print(taken, file=sys.stderr)
        return REFUSED
    home = home_folder()
    os.environ["KPI_HOME"] = str(home)  # a relative one would mean another folder after the change of directory
    if home_is_empty(home) and not asked.no_sample:
        print(f"The home {home} is empty: filling it with the sample company.", flush=True)
        filled = subprocess.run([sys.executable, "-m", "data_adapters", "demo"], cwd=ROOT, check=False)
        if filled.returncode:
            return filled.returncode
    if asked.port is None and port != FIRST:
        print(f"Port {FIRST} is taken, using the next free one.", flush=True)
    print(f"Revenue Engine Monitor: http://localhost:{port}   (stop with Ctrl+C)", flush=True)
    return _serve(port)


def home_is_empty(home: Path) -> bool:
    """Whether a home is missing, holds nothing yet, or only a sample company that was not finished."""
    return not home.exists() or not any(home.iterdir()) or (home / UNFINISHED).exists()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pages.parts.server.launch", description=__doc__)
    parser.add_argument("--port", type=_port, help=f"the port to use; without it the next free one from {FIRST}")
    parser.add_argument("--no-sample", action="store_true", help="leave an empty home empty")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not '{text}'")
    return int(text)


def _serve(port: int) -> int:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    if os.name == "posix":  # become the server, so that a signal to this process reaches it
        os.chdir(ROOT)
        os.execv(sys.executable, command)
    return subprocess.call(command, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
