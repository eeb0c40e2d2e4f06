"""All commands, in one explicit list."""

from data_adapters.commands import home, load, report, tables

COMMANDS = (*load.COMMANDS, *report.COMMANDS, *tables.COMMANDS, *home.COMMANDS)
