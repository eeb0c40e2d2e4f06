"""Texts of the page Attribution."""

ENGLISH = {
    "page.attribution": "Attribution",
    "attribution.title": "Attribution",
    "attribution.empty": "Nothing is loaded yet. Here you will see how much of your sales followed an automated "
                         "contact, by which rule, and that it adds up.",
    "attribution.empty.go": "Load data",
    "attribution.no_sales": "No sale is loaded, so there is nothing to share yet. Load sales on the page Data.",
    "attribution.no_sale_here": "No sale in these days with this filter.",
    "attribution.no_touches": "No contacts are loaded, so every sale stands under “no contact found”. Load touches "
                              "on the page Data, and sales are shared among them.",
    "attribution.stale": "Contacts are known only up to {day}. Sales after that look as if nobody had been in "
                         "contact.",
    "attribution.few": "Only {count} sales: too few to compare use cases or rules. Take more days or a wider filter.",
    "attribution.unreadable": "Not known: {why}.",
    # the days
    "attribution.span": "Days", "attribution.span.weeks": "13 weeks", "attribution.span.months": "12 months",
    "attribution.span.quarter": "Last quarter",
    "attribution.so_far": "{days}, so far", "attribution.days": "{first} to {last}",
    # first sight
    "attribution.head": "{credited} of {total} followed an automated contact",
    "attribution.head.whole": "{credited} of {total} credited to automated contacts",
    "attribution.head.chosen": "{filter}: {credited} of {total}",
    "attribution.when": "Net sales of {days}. {how}",
    "attribution.not_own": "This is not your company’s rule ({rule}, {days} days back), which all other pages use.",
    "attribution.part.use_cases": "Use cases", "attribution.part.people": "People only",
    "attribution.part.nobody": "No contact found", "attribution.part.total": "Total sales",
    "attribution.part.others.use_case": "Other use cases", "attribution.part.others.channel": "Other channels",
    "attribution.part.others.use_case_channel": "All other automated", "attribution.part.created": "New pipeline",
    "attribution.part.people.help": "Calls and visits by people, without a use case: they keep their part, so that "
                                    "automation does not take credit for human work.",
    "attribution.part.nobody.help": "Sales without any known contact in the {days} days before them.",
    "attribution.adds_up": ":green[✓] adds up to total sales: {parts} = {total}",
    "attribution.adds_up.pipeline": ":green[✓] adds up to new pipeline: {parts} = {total}",
    "attribution.broken": "✗ **Does not add up.** Use cases + people + no contact = {sum}, but {what} are {total}: "
                          "{gap} apart. Do not use these figures; open “Is anything counted twice?” below.",
    "attribution.broken.months": "✗ **Does not add up** in {names}. Do not use figures of these; open “Does it add "
                                 "up?” below.",
    "attribution.no_rate": "{count} sales have no exchange rate for their day and are in neither side.",
    "attribution.provisional": "◌ The last {days} days (from {day}) may still change: contacts and sales of these "
                               "days are usually still coming in.",
    "attribution.provisional.all": "◌ All these days may still change: contacts and sales are usually still coming "
                                   "in.",
    "attribution.provisional.unknown": "◌ Which days may still change is not known: {why}.",
    "attribution.spread": "Other rules: {low} to {high}; {order}.",
    "attribution.spread.same": "Every other rule gives {low}; {order}.",
    "attribution.spread.kept": "the order of the top {top} does not change",
    "attribution.spread.changed": "the order of the top {top} changes under {count} of {rules} other rules",
    "attribution.spread.one": "its place among use cases is {best} to {worst}",
    "attribution.spread.one.same": "its place among use cases is always {best}",
    "attribution.spread.only": "only one use case has a part",
    "attribution.number.2": "two", "attribution.number.3": "three",
    "attribution.spread.none": "No use case has a part in these sales.",
    "attribution.not_caused": "Attributed is not caused: some of these sales would have come anyway. Only a test "
                              "can tell how many.",
    "attribution.not_caused.go": "See Experiments",
    # the chooser
    "attribution.choose": "Look at it by another rule",
    "attribution.rule": "Rule", "attribution.lookback": "Days back",
    "attribution.half_life": "Half after so many days",
    "attribution.rule.linear": "Equal shares", "attribution.rule.first": "First contact",
    "attribution.rule.last": "Last contact",
    "attribution.rule.last_non_direct": "Last marketing contact", "attribution.rule.position": "First and last most",
    "attribution.rule.time_decay": "Recent contacts most", "attribution.rule.w_shape": "First, lead, opportunity",
    "attribution.rule.full_path": "First to last milestone", "attribution.rule.custom": "Own shares",
    "attribution.rule.markov": "What would be lost without it",
    "attribution.rule.shapley": "Fair part in every group",
    "attribution.rule.full": "{words} ({name})",
    "attribution.rule.unread": "One of the numbers above cannot be read",
    "attribution.rule.refused": "{why}. Shown: your company’s rule.",
    "attribution.share.first": "First, %", "attribution.share.last": "Last, %", "attribution.share.rest": "Rest, %",
    "attribution.share.lead": "Lead, %", "attribution.share.opportunity": "Opportunity, %",
    "attribution.shown": "Chosen: **{rule}**, {days} days back.",
    "attribution.shown.own": "{count} with days back of their own.",
    "attribution.default": "Your company’s rule is {rule}, {days} days back. It is set in settings.toml under "
                           "[attribution] and stays as it is, whatever you try here.",
    "attribution.says.linear": "Each sale is shared equally among all contacts in the {days} days before it.",
    "attribution.says.first": "Each sale goes to the first contact in the {days} days before it.",
    "attribution.says.last": "Each sale goes to the last contact in the {days} days before it.",
    "attribution.says.last_non_direct": "Each sale goes to the last contact by a marketing channel in the {days} "
                                        "days before it.",
    "attribution.says.position": "Of each sale {first} goes to the first contact in the {days} days before it, "
                                 "{last} to the last; those in between share {rest}.",
    "attribution.says.time_decay": "Each sale is shared among the contacts in the {days} days before it, later ones "
                                   "more: half as much for every {half} earlier.",
    "attribution.says.w_shape": "Of each sale the first contact in the {days} days before it, the lead and the "
                                "opportunity get 30 % each; all others share 10 %.",
    "attribution.says.full_path": "Of each sale the first contact in the {days} days before it, the lead, the "
                                  "opportunity and the last contact get 22.5 % each; all others share 10 %.",
    "attribution.says.custom": "Each sale is shared among the contacts in the {days} days before it by your own "
                               "shares: {parts}.",
    "attribution.says.markov": "All sales with a contact in the {days} days before them are shared by what would be "
                               "lost if the contacts of a use case led nowhere, as all journeys of these days tell. "
                               "People’s contacts count as one more use case, which makes use cases look large.",
    "attribution.says.shapley": "All sales with a contact in the {days} days before them are shared by what a use "
                                "case adds, on average, to every group of the others. People’s contacts count as "
                                "one more use case.",
    "attribution.half": "{n} days", "attribution.half.one": "day",
    "attribution.part.first": "{share} first", "attribution.part.last": "{share} last",
    "attribution.part.rest": "{share} the rest",
    "attribution.part.lead": "{share} lead", "attribution.part.opportunity": "{share} opportunity",
    # long work
    "attribution.work.credit": "Sharing every sale", "attribution.work.rules": "Working out every rule",
    "attribution.work.journeys": "Following whole journeys",
    "attribution.work.checks": "Making the eleven checks",
    "attribution.at_work": "{what}, {seconds} s",
    "attribution.stop": "Stop",
    "attribution.stopped": "Stopped. Nothing was kept.",
    "attribution.resume": "Work it out",
    # rules beside each other
    "attribution.beside": "Rules beside each other",
    "attribution.beside.read": "Dot: the rule shown. Bar: from the lowest to the highest of the rules that share "
                               "each sale, with a line for each.",
    "attribution.beside.diamond": "Diamond: rules over whole journeys.",
    "attribution.beside.more": "The other {count} use cases are in the table.",
    "attribution.beside.alt": "{count} use cases by every rule. By {rule}: {parts}.",
    "attribution.beside.twin": "All use cases as a table",
    "attribution.beside.rules": "All rules as a table",
    "attribution.beside.use_case": "Use case", "attribution.beside.own": "This rule",
    "attribution.beside.low": "Lowest",
    "attribution.beside.high": "Highest", "attribution.beside.place": "Place",
    "attribution.beside.places": "{best} to {worst}",
    "attribution.beside.by": "{money} ({rule})", "attribution.beside.rule": "Rule",
    "attribution.beside.first": "First three",
    "attribution.beside.changed": "other order", "attribution.beside.kept": "same order",
    "attribution.beside.order": "Order",
    "attribution.beside.missing": "Without a result: {list}",
    "attribution.beside.missing.one": "{rule}: {why}.",
    "attribution.beside.definition": "Net sales of the days, credited to each use case by each rule",
    "attribution.beside.value": "Credit",
    # ways to a sale
    "attribution.ways": "Ways to a sale",
    "attribution.ways.by": "By", "attribution.ways.by.channel": "Channel", "attribution.ways.by.use_case": "Use case",
    "attribution.ways.middle": "Half of the sales with a contact had at most {contacts} before them, the first at "
                               "most {days} days earlier.",
    "attribution.ways.counted": "{sales} sales ({net}); {without} of them without a contact.",
    "attribution.ways.counted.filter": "{sales} sales ({net}) with a contact that fits the filter.",
    "attribution.ways.way": "Way", "attribution.ways.sales": "Sales", "attribution.ways.of": "{count} ({share})",
    "attribution.ways.net": "Net", "attribution.ways.contacts": "Contacts each",
    "attribution.ways.each": "{contacts} in {days} days",
    "attribution.ways.else": "All other ways", "attribution.ways.without": "No contact found",
    "attribution.ways.all": "All together",
    "attribution.ways.note": "The last {steps} steps; several contacts in a row by the same one are one step. "
                             "Contacts and days, from the first contact to the sale, are averages. Ways of "
                             "fewer than {smallest} buyers stand under all other ways.",
    "attribution.ways.people": "people",
    "attribution.ways.none": "No sale with a contact in these days.",
    "attribution.ways.definition": "Sales of the days by the contacts before them, in order",
    "attribution.ways.earlier": "…",
    # no contact found
    "attribution.nobody": "Sales without a contact",
    "attribution.nobody.read": "{share} of net sales ({money}) had no contact in the {days} days before them; "
                               "{periods} it was between {low} and {high}.",
    "attribution.nobody.by.week": "week by week", "attribution.nobody.by.month": "month by month",
    "attribution.nobody.alt": "Share of net sales without a contact, {count} periods to {last}: now {now}, between "
                              "{low} and {high}.",
    "attribution.nobody.key": "Line: share of net sales. Dashed and hollow: may still change.",
    "attribution.nobody.key.plain": "Line: share of net sales.",
    "attribution.nobody.period": "Period", "attribution.nobody.share": "Share",
    "attribution.nobody.money": "No contact found",
    "attribution.nobody.total": "Total sales", "attribution.nobody.state": "May still change",
    "attribution.nobody.yes": "yes",
    "attribution.nobody.definition": "Net sales without a contact in the window, as a share of all net sales",
    "attribution.nobody.none": "No sale in these days.",
    # pipeline
    "attribution.pipeline": "New pipeline by the same rule",
    "attribution.pipeline.read": "Deals created in these days, at their first amount.",
    "attribution.pipeline.whole": "This rule shares whole journeys that end in a sale. New pipeline is shown by "
                                  "your company’s rule, {rule}.",
    "attribution.pipeline.none": "No deal was created in these days with this filter.",
    "attribution.pipeline.alt": "New pipeline by use case: {parts}.",
    "attribution.pipeline.definition": "Amount of deals at creation, credited to each use case by the rule shown",
    "attribution.pipeline.use_case": "Use case", "attribution.pipeline.amount": "New pipeline",
    "attribution.pipeline.share": "Share",
    # overlap
    "attribution.overlap": "Sales touched by several use cases",
    "attribution.overlap.read": "{touched} of sales had a contact of at least one use case. Counted once for each "
                                "use case they would be {sum}: {times} times as much. Touched sales overlap, so "
                                "they are never added up.",
    "attribution.overlap.place": "Touched sales are known by market and business area, not by channel.",
    "attribution.overlap.use_case": "Use case", "attribution.overlap.sales": "Sales touched",
    "attribution.overlap.net": "Net",
    "attribution.overlap.any": "Any use case",
    "attribution.overlap.twin": "Touched sales as a table",
    "attribution.overlap.none": "No sale of these days had a contact of a use case.",
    "attribution.overlap.definition": "Net sales with at least one contact of the use case before them; they overlap",
    # checks
    "attribution.checks": "Is anything counted twice?",
    "attribution.checks.about": "Eleven checks by the rule shown; 1 to 6, 10 and 11 over all that is loaded, 7 to 9 "
                                "for {days}.",
    "attribution.checks.good": "{good} fine, {odd} worth a look, {bad} wrong, {none} with nothing to check.",
    "attribution.check.word.ok": "fine", "attribution.check.word.odd": "look", "attribution.check.word.bad": "wrong",
    "attribution.check.word.none": "nothing to check",
    "attribution.check.1.good": "Every sale is shared out exactly once.",
    "attribution.check.1.bad": "{count} sales are shared out more or less than once.",
    "attribution.check.2.good": "Use cases, people and no contact give total sales on every day and in every "
                                "market, as a second count tells.",
    "attribution.check.2.bad": "On {count} days and markets the parts do not give total sales: {list}.",
    "attribution.check.3.good": "Every sale and every contact is counted once.",
    "attribution.check.3.bad": "Something is counted twice: {list}.",
    "attribution.check.4.good": "Counting again gives the same figures.",
    "attribution.check.4.bad": "Counting again changes {count} figures.",
    "attribution.check.5.good": "Every sale has one market and one business area.",
    "attribution.check.5.bad": "{count} sales are in more than one market or business area.",
    "attribution.check.6.good": "A sale that was paid back in full earns nothing for anybody.",
    "attribution.check.6.bad": "{count} sales that were paid back in full still earn something.",
    "attribution.check.7.good": "No use case is proven to bring more than the sales it touched.",
    "attribution.check.7.bad": "Proven to bring more than the sales it touched, so it works beyond its contacts or "
                               "something is wrong: {list}.",
    "attribution.check.8.good": "What is proven and what is credited are of one size.",
    "attribution.check.8.bad": "What is proven does not fit what is credited: {list}.",
    "attribution.check.9.good": "All that is proven together fits the growth of sales.",
    "attribution.check.9.bad": "All that is proven together ({total}) is more than sales grew ({growth}): use cases "
                               "may do the same work, so do not add them up.",
    "attribution.check.10.good": "No two use cases reach nearly the same customers.",
    "attribution.check.10.bad": "Reach nearly the same customers, so only a test of both together can tell them "
                                "apart: {list}.",
    "attribution.check.11.good": "Nobody is in two tests at once.",
    "attribution.check.11.bad": "Tests that run at once share people, so their results may mix: {list}.",
    "attribution.check.none": "Nothing to check: {why}.",
    "attribution.check.title.1": "Weights", "attribution.check.title.2": "Total",
    "attribution.check.title.3": "Once each",
    "attribution.check.title.4": "Same again", "attribution.check.title.5": "One place",
    "attribution.check.title.6": "Refunds", "attribution.check.title.7": "Proven and touched",
    "attribution.check.title.8": "Proven and credited", "attribution.check.title.9": "Proven and growth",
    "attribution.check.title.10": "Told apart", "attribution.check.title.11": "Tests apart",
    "attribution.check.pair": "{one} and {two}",
    "attribution.check.pair.share": "{one} and {two} ({share} in common)",
    "attribution.check.pair.persons": "{one} and {two} ({count} people)",
    "attribution.check.ratio": "{name} ({ratio} times the credit)",
    "attribution.check.negative": "{name} (proven to lose sales)",
    "attribution.check.low": "{name} (at least {low}, touched {touched})",
    "attribution.check.gap": "{day} {market} ({gap})", "attribution.check.twice": "{count} {what}",
    "attribution.check.more": "{list} and {count} more",
    # reconciliation
    "attribution.ledger": "Does it add up?",
    "attribution.ledger.by": "By", "attribution.ledger.by.month": "Month", "attribution.ledger.by.market": "Market",
    "attribution.ledger.by.business_area": "Business area", "attribution.ledger.by.currency": "Currency",
    "attribution.ledger.gap": "Difference", "attribution.ledger.word": "Adds up", "attribution.ledger.yes": "✓ yes",
    "attribution.ledger.no": "✗ no", "attribution.ledger.all": "All together",
    "attribution.ledger.running": "{name}, so far",
    "attribution.ledger.note": "Total sales come from the sales alone, without a look at contacts. Refunds lower "
                               "the {refunds}.",
    "attribution.ledger.cohort": "days of their sale", "attribution.ledger.cash": "days they were paid back",
    "attribution.ledger.currency": "In the money the sales were made in; every day’s rate is the one of the sale.",
    "attribution.ledger.whole": "This rule shares all sales of the days at once, so only the sum over all days is "
                                "known.",
    "attribution.ledger.definition": "Net sales of the days, shared by the rule shown, beside the total from the "
                                     "sales alone",
    # restated
    "attribution.restated": "What changed afterwards",
    "attribution.restated.none": "No closed month has changed since it was first shown.",
    "attribution.restated.read": "What a month said before a later load and says since, by your company’s rule, newest "
                                 "first.",
    "attribution.restated.at": "When", "attribution.restated.month": "Month", "attribution.restated.who": "Part",
    "attribution.restated.before": "Said", "attribution.restated.after": "Says now",
    "attribution.restated.change": "Change",
    "attribution.restated.why": "Because of",
    "attribution.restated.more": "The latest {shown} of {count}; all are in the file.",
    # how
    "attribution.how": "How it is calculated",
    "attribution.how.text": "**A sale** counts on the day it was signed, less its refunds, in your company’s money "
                            "at the rate of that day. **Its contacts** are those of the same company, else person, "
                            "in the days before it, both ends included. **A rule** gives each of them a weight; the "
                            "weights of a sale sum to 1. **Use cases + people only + no contact = total sales**, "
                            "for every day, market, currency and rule; at most half a cent a sale may be lost in "
                            "rounding. Figures that stand side by side are rounded so that they still add up. "
                            "**Markov**: 1 − the chance of a sale if the contacts of a use case lead nowhere ÷ the "
                            "chance with them, in a first-order chain over all journeys, solved exactly; the parts "
                            "are scaled to the sales with a contact. **Shapley**: the mean addition of a use case "
                            "over all orders in which use cases could join; up to 12 of them. Both look at people’s "
                            "contacts as one more use case. All rules describe; none of them proves that a contact "
                            "caused a sale.",
}  # fmt: skip
