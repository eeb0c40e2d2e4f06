"""Charts: plain Vega-Lite dictionaries, built once per look and fed with fresh rows."""
