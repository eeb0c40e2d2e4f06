"""What is printed or drawn off-screen: `python -m pages COMMAND`.

Exit codes: 0 done, 2 wrong argument, 3 refused input or a file that cannot be written; nothing was changed then.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from data_adapters.commands.common import REFUSALS, WrongArgument


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    from pages.parts.forward.commands import COMMANDS  # after the framework was told to be quiet

    top = argparse.ArgumentParser(prog="python -m pages", description="What leaves the screen: review and charts.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.about, description=command.about)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # there is no browser session, and nobody needs one
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
