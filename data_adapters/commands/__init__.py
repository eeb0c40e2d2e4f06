"""All commands, in one explicit list."""

from data_adapters.commands import home, impact, load, report, tables

COMMANDS = (*load.COMMANDS, *report.COMMANDS, *impact.COMMANDS, *tables.COMMANDS, *home.COMMANDS)
