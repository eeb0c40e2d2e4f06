"""Texts of the Review page, of how figures read, and of charts."""

ENGLISH = {
    "review.title": "Review",
    # figures and charts, on every page
    "figure.days": "{n} days",
    "figure.level": "level {n}",
    "figure.points": "{n} points",
    "figure.week": "Week {week}, {year}",
    "figure.likely": "likely {low} to {high}",
    "chart.twin": "As a table",
    "chart.csv": "Download CSV",
}
