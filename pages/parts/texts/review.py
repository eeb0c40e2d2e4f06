"""Texts of the Review page."""

ENGLISH = {
    "review.title": "Review",
    "review.empty": "Here the week will be read in five minutes: what really changed, what matters, what was decided. "
                    "It needs sales, costs and contacts; load them on the command line or fill this home with the "
                    "sample company.",
}  # fmt: skip
