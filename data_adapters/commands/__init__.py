"""All commands, in one explicit list."""

from data_adapters.commands import home, load, report

COMMANDS = (*load.COMMANDS, *report.COMMANDS, *home.COMMANDS)
