"""Texts of the Data page."""

ENGLISH = {
    "data.title": "Data",
    "data.empty": "Here every load will be listed: what came in, what was set aside and why, how fresh each source is.",
}
