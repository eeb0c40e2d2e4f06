"""All commands, in one explicit list."""

from data_adapters.commands import attribution, home, impact, load, report, tables, use_cases

COMMANDS = (*load.COMMANDS, *report.COMMANDS, *attribution.COMMANDS, *impact.COMMANDS,
            *use_cases.COMMANDS, *tables.COMMANDS, *home.COMMANDS)  # fmt: skip
