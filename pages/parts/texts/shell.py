"""Texts of the frame around all pages: navigation, login, filter, errors."""

ENGLISH = {
    "product": "Revenue Engine Monitor",
    "company.sample": "Sample company",
    "company.sample.help": "Invented figures to try things out; your own need an empty home.",
    # looking as one role on one's own machine
    "look_as": "Look as …",
    "look_as.no_login": "A view, not a login",
    "look_as.no_login.help": "You see the pages and buttons this role has. On your own machine everything stays open to you: "
                             "take the choice away and it is there again.",
    "role.viewer": "Sales leader",
    "role.programme_manager": "Programme manager",
    "role.management": "Management",
    # pages
    "page.review": "Review",
    "page.top_line": "Top line",
    "page.bottom_line": "Bottom line",
    "page.strategic": "Strategic",
    "page.indicator": "One number",
    "page.use_cases": "Use cases",
    "page.effort": "Effort",
    "page.target": "Target",
    "page.data": "Data",
    "group.monday": "Monday",
    "group.numbers": "Numbers",
    "group.work": "Work",
    "group.setup": "Set-up",
    # the gate
    "login.title": "Please log in",
    "login.notice": "This dashboard shows company figures only to people who have logged in.",
    "login.button": "Log in",
    "login.logout": "Log out",
    "login.other_machine": "This dashboard serves one person on its own machine. Open it there, under localhost.",
    "gate.no_role": "You are logged in as {name}, but you have no role yet. Ask an admin to give you one.",
    "gate.no_permission": "Your role does not include this page. An admin can change that.",
    "setup.no_figures": "You look after this installation: below is who did what. Figures are shown to people with a business "
                        "role.",
    "gate.no_page": "Your role does not include any of the pages. An admin can change that.",
    "error.page": "Something went wrong on this page; nothing was saved halfway. "
                  "Tell whoever runs this installation the number **{error_id}**.",
    # the shared filter
    "slice.week": "Week",
    "slice.filter": "Filter",
    "slice.chip": "{dimension}: {value}",
    "slice.market": "Market",
    "slice.business_area": "Business area",
    "slice.channel": "Channel",
    "slice.use_case": "Use case",
    "slice.unknown": "{dimension} {value} is not known, so it is left out",
    "slice.waits": "This page shows the whole company; your choice waits.",
    "slice.all": "All",
    "slice.any": "Any {dimension}",
    "slice.none": "(none)",
    "slice.nothing": "Nothing to filter by yet: markets, channels and use cases appear once they are loaded.",
    "week.name": "Week {week}, {start} to {end}",
    "week.running": "Week {week}, {start} to {end}, so far",
}  # fmt: skip
