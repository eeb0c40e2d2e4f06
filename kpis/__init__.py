"""The metrics layer: what an indicator is. Knows no engine, no file and no screen."""
