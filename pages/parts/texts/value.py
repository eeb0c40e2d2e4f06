"""Texts on what a use case is credited with, brings, costs and took; on Top line, Use cases and Target."""

ENGLISH = {
    "value.title": "What each use case brings and costs",
    "value.about": "{month}, a month. Pale bar: attributed sales ({rule}). Dot with line: extra sales a test measured, with the "
                   "likely range; a line without a dot: no gain shown yet. The two are never added up.",
    "value.rule": "by the rule “{rule}”, {days} days back",
    "value.rule.linear": "shared equally among all contacts in the {days} days before the sale",
    "value.none": "No use case is credited, tested, paid for or worked on up to {month}.",
    "value.sort": "Order",
    "value.sort.attributed": "Attributed", "value.sort.measured": "Measured", "value.sort.cost": "Cost",
    "value.sort.days": "Days", "value.sort.per_day": "Per day", "value.sort.name": "Name",
    "value.click": "A click on a use case, in the chart or the table, makes it the filter of all pages.",
    "value.chart.alt": "{count} use cases: {credited} attributed in {month}, {tested} measured by a test.",
    "value.table.alt": "Use cases with attributed sales, measured impact, evidence, cost, person-days and value per "
                       "person-day, a month in {month}; choose a row to filter all pages by it",
    # the columns
    "value.col.use_case": "Use case",
    "value.col.attributed": "Attributed, {currency}",
    "value.col.measured": "Measured, {currency}",
    "value.col.range": "Likely",
    "value.col.evidence": "Evidence",
    "value.col.cost": "Cost, {currency}",
    "value.col.days": "Person-days",
    "value.col.per_day": "Per day, {currency}",
    "value.help.attributed": "Net sales of {month} that the rule credits to its contacts. Some would have come anyway.",
    "value.help.measured": "Extra sales a month by its tests; empty where none is proven.",
    "value.help.cost": "Running cost booked for it, and its part of builds and purchases written off month by month.",
    "value.help.days": "All person-days logged so far: builds, copies and upkeep.",
    "value.help.per_day": "Measured extra sales a month / all person-days so far; empty where none is proven.",
    "value.tip.attributed": "Attributed", "value.tip.measured": "Measured",
    # how well it is proven: a glyph and a word
    "value.evidence.A": "● proven by test",
    "value.evidence.B": "◆ proven by market test",
    "value.evidence.C": "◐ compared with similar markets",
    "value.evidence.D": "◌ estimated from history",
    "value.evidence.E": "– not measured",
    "value.evidence.unclear": "○ no gain shown yet",
    "value.evidence.loss": "▼ costs sales, {how}",
    "value.between": "{low} to {high}",
    "value.range": "between {low} and {high} a month",
    # all together
    "value.sum": "Together {value} a month (likely {low} to {high}), **if effects do not overlap**.",
    "value.sum.unclear": "Together between {low} and {high} a month, **if effects do not overlap**: no gain shown yet.",
    "value.sum.none": "No sum of the single effects: {reason}.",
    "value.sum.whole": "The test of the whole programme says {value} (likely {low} to {high}).",
    "value.sum.whole.unclear": "The test of the whole programme shows no gain yet: between {low} and {high}.",
    # the cost ledger
    "value.ledger": "Where the cost of {month} went",
    "value.ledger.use_case": "Booked for",
    "value.ledger.sales": "Sales", "value.ledger.marketing": "Marketing", "value.ledger.it_data_run": "Data and IT",
    "value.ledger.build": "Builds", "value.ledger.total": "Total",
    "value.ledger.none": "(not allocated)",
    "value.ledger.all": "All costs booked",
    "value.ledger.ok": "✓ Use cases and “not allocated” add up to all costs booked: {total}.",
    "value.ledger.bad": "✗ The parts do not add up to all costs booked ({total}).",
    "value.ledger.excluded": "{count} costs have no exchange rate and are in none of these sums.",
    "value.ledger.why": "Cost that names no use case is spread over nobody.",
    # one use case
    "value.details": "{name}: what is left, and what must be true",
    "value.details.wait": "Comparing the rules …",
    "value.d.attributed": "**Attributed**: {value} a month ({rule}{others}). Some of it would have come anyway.",
    "value.d.others": "; by other rules {low} to {high}",
    "value.d.measured": "**Measured**: {words}",
    "value.d.where": "Tested in {places} only.",
    "value.d.unmeasured": "**Measured**: not measured, {reason}. How many of the attributed sales would have come anyway is unknown.",
    "value.d.estimated": "**Estimated from history**, counted nowhere: {value} a month (likely {low} to {high}).",
    "value.d.share": "**Extra, of attributed**: {value} on the days of its tests (likely {low} to {high}).",
    "value.d.share.odd": "⚠ That should lie between 0 and 150 %: look into the test or the contacts.",
    "value.d.cost": "**Cost**: {cost} a month: {run} to run it, {off} for builds and purchases, written off ({basis}).",
    "value.d.basis.days": "builds as person-days × day rate",
    "value.d.basis.loaded": "builds as booked",
    "value.d.basis.both": "builds as booked, else person-days × day rate",
    "value.d.basis.none": "no builds",
    "value.d.net": "**Left after cost**: {value} a month (likely {low} to {high}): {margin} margin on the measured sales, less the cost.",
    "value.d.net.unclear": "**Left after cost**: between {low} and {high} a month, so not known to pay.",
    "value.d.net.places": "The cost is that of all its places.",
    "value.d.even": "**Pays for itself if {value} of attributed sales are extra**{range}{tests}.",
    "value.d.even.range": " ({low} to {high} over the other rules)",
    "value.d.even.open": " ({low} and more over the other rules)",
    "value.d.even.tests": "; tests say {value} ({low} to {high})",
    "value.d.even.untested": "; no test says how many are",
    "value.d.even.never": "**Would not pay for itself** even if all attributed sales were extra: it would take {value} of them{range}.",
    "value.d.days": "**Person-days**: {days} so far; each brings {value} a month (likely {low} to {high}).",
    "value.d.days.unclear": "**Person-days**: {days} so far; what each brings is not clear: between {low} and {high} a month.",
    "value.d.days.only": "**Person-days**: {days} so far.",
    "value.d.promise": "**Promised**: {value} a month; {verdict}.",
    "value.d.promise.kept": "✓ kept: the whole likely range lies at or above it",
    "value.d.promise.not_kept": "✗ not kept: the whole likely range lies below it",
    "value.d.promise.open": "… cannot be said yet",
    "value.d.promise.untested": "… cannot be said yet: not measured",
    "value.d.none": "**{what}**: {reason}.",
    "value.name.attributed": "Attributed", "value.name.share": "Extra, of attributed", "value.name.cost": "Cost",
    "value.name.net": "Left after cost", "value.name.break_even": "Pays for itself", "value.name.person_days": "Person-days",
    "value.name.promised": "Promised",
    "value.how": "How it is calculated",
    "value.how.text": "**Attributed**: each sale is shared among the contacts before it by the rule; adds up to total sales. "
                      "**Measured**: effects of its tests / months of its tests; only tests by chance, market tests and "
                      "roll-outs compared with similar markets. **Extra, of attributed**: effect of the tests / sales "
                      "attributed on the same days in the same markets (incrementality ratio). **Cost**: running cost booked for "
                      "it + builds and purchases in equal months over their life. Builds: as booked for it, else person-days × "
                      "day rate. **Left after cost**: gross margin × measured - cost; the range is the test's. **Pays for itself "
                      "if**: cost / (gross margin × attributed). It says what would have to be true and is never multiplied "
                      "with what tests say. **Promised**: a year / 12.",
    # value beside effort, on Use cases
    "value.table.about": "{month}, a month. Attributed: {rule}. Measured stays empty where no test proves anything: counted sales "
                         "are never put in its place.",
    "value.effort.read": "{proven} measured (dot, with the likely range), {unclear} tested without a clear result (line only); "
                         "the others show what was promised (hollow).",
    # Target: the lines of a board
    "value.below": "Below the line",
    "value.below.spent": "**Spent** {spent} of {budget} budgeted for data and technology since {since}.",
    "value.below.spent.only": "**Spent** {spent} on data and technology since {since}; {reason}.",
    "value.below.none": "**{what}**: {reason}.",
    "value.below.name.spent": "Spent", "value.below.name.margin": "Proven margin", "value.below.name.even": "Pays for itself",
    "value.below.name.idle": "Idle technology",
    "value.below.margin.whole": "**Proven margin** {value} a year (likely {low} to {high}), by the test of the whole programme; "
                                "{tested} of {live} live use cases are tested by themselves.",
    "value.below.margin.sum": "**Proven margin** {value} a year (likely {low} to {high}) in the {tested} tested use cases, if effects do "
                              "not overlap.",
    "value.below.margin.unclear": "**Margin**: no gain shown yet, between {low} and {high} a year.",
    "value.below.idle": "**Idle technology** {value}, bought for {names}, not at work.",
    "value.below.idle.no": "**Idle technology**: none.",
    "value.below.unnamed": "{value} was bought for no single use case.",
    "value.below.stop": "**Stop list**: {count}, named on the page Use cases.",
    "value.below.rules": "How sure is this?",
    "value.below.how": "**Spent**: investments, builds and running cost of data and technology. **Proven margin**: gross margin × "
                       "extra sales by tests, at this rate for twelve months. **Pays for itself if**: cost of the last complete "
                       "quarter / (gross margin × attributed sales). It says what would have to be true; tests say what was "
                       "extra of the attributed sales on their own days. **Idle**: what is still written off for use cases that "
                       "are live nowhere, or live but quiet. **Stop list**: tests over without a gain, and paused use cases.",
}  # fmt: skip
