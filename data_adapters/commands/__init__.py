"""All commands, in one explicit list."""

from data_adapters.commands import attribution, home, impact, load, report, tables

COMMANDS = (*load.COMMANDS, *report.COMMANDS, *attribution.COMMANDS, *impact.COMMANDS, *tables.COMMANDS, *home.COMMANDS)
