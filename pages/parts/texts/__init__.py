"""All texts of all pages, one module per page, one catalogue per language."""

from pages.parts.texts import (
    attribution,
    data,
    effort,
    experiments,
    forward,
    indicator,
    number_parts,
    review,
    shell,
    target,
    use_cases,
    value,
    views,
)

ENGLISH = {**shell.ENGLISH, **review.ENGLISH, **data.ENGLISH, **effort.ENGLISH, **views.ENGLISH, **indicator.ENGLISH,
           **number_parts.ENGLISH, **forward.ENGLISH, **attribution.ENGLISH, **experiments.ENGLISH,
           **target.ENGLISH, **use_cases.ENGLISH, **value.ENGLISH}  # fmt: skip
