"""The command line: `python -m data_adapters COMMAND`; numbers and text only.

Exit codes: 0 done (also when readings are null), 1 a check failed, 2 wrong argument, 3 refused input, old data untouched.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from data_adapters.commands import COMMANDS
from data_adapters.commands.common import REFUSALS, WrongArgument


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(prog="python -m data_adapters", description="Revenue Engine Monitor on the command line.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.about, description=command.about)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    asked = parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except WrongArgument as wrong:
        print(f"Wrong argument: {wrong}", file=sys.stderr)
        return 2
    except REFUSALS as refusal:
        print(f"Refused: {refusal}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
