"""The words people read on the pages, by key; another language is another catalogue with the same keys."""

import re
from types import MappingProxyType

ENGLISH = MappingProxyType({
    "product": "Revenue Engine Monitor",
    "company.sample": "Sample company",
    "company.sample.help": "Invented figures to try things out; your own need an empty home.",
    # pages
    "page.review": "Review",
    "page.data": "Data",
    "group.monday": "Monday",
    "group.setup": "Set-up",
    # the gate
    "login.title": "Please log in",
    "login.notice": "This dashboard shows company figures only to people who have logged in.",
    "login.button": "Log in",
    "login.logout": "Log out",
    "login.other_machine": "This dashboard serves one person on its own machine. Open it there, under localhost.",
    "gate.no_role": "You are logged in as {name}, but you have no role yet. Ask an admin to give you one.",
    "gate.no_permission": "Your role does not include this page. An admin can change that.",
    "gate.no_page": "Your role does not include any of the pages. An admin can change that.",
    "error.page": "Something went wrong on this page; nothing was saved halfway. "
                  "Tell whoever runs this installation the number **{error_id}**.",
    # the shared filter
    "slice.week": "Week",
    "slice.filter": "Filter",
    "slice.filtered": "Filter: {values}",
    "slice.market": "Market",
    "slice.business_area": "Business area",
    "slice.channel": "Channel",
    "slice.use_case": "Use case",
    "slice.all": "All",
    "slice.none": "(none)",
    "slice.nothing": "Nothing to filter by yet: markets, channels and use cases appear once they are loaded.",
    "week.name": "Week {week}, {start} to {end}",
    "week.running": "Week {week}, {start} to {end}, so far",
    # first pages, before there is anything to show
    "review.title": "Review",
    "review.empty": "Here the week will be read in five minutes: what really changed, what matters, what was decided. "
                    "It needs sales, costs and contacts; load them on the command line or fill this home with the "
                    "sample company.",
    "data.title": "Data",
    "data.empty": "Here every load will be listed: what came in, what was set aside and why, how fresh each source is.",
})  # fmt: skip

CATALOGUES = MappingProxyType({"en": ENGLISH})
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-!|$:~&])")


def say(text_key: str, /, language: str = "en", **values: object) -> str:
    """The text behind a key, with its values filled in. Raises KeyError when the key is not in the catalogue.

    >>> say("gate.no_role", name="Ana")
    'You are logged in as Ana, but you have no role yet. Ask an admin to give you one.'
    """
    return CATALOGUES[language][text_key].format(**values)


def plain(text: object) -> str:
    r"""What somebody typed or loaded, so that a page shows it letter by letter: no link, image, formula or colour.

    >>> plain("![x](http://x) *a*")
    '\\!\\[x\\]\\(http\\://x\\) \\*a\\*'
    """
    return MARKDOWN.sub(r"\\\1", str(text).replace("\r", " ").replace("\n", " "))
