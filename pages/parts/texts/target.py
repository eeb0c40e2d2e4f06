"""Texts of the page Target."""

ENGLISH = {
    "target.title": "Target",
    "target.range": "{low} to {high}",
    # what was promised
    "target.promise": "**{level} of all roll-outs live by {due}**",
    "target.promise.who": "Promised on {day} by {author}: “{reason}”",
    "target.promise.nobody": "Promised on {day}: “{reason}”",
    "target.promise.past": "The due day has passed. Set a new target, or leave this one as the yardstick.",
    "target.none": "No target is set yet.",
    "target.none.what": "Here will stand what was promised, how far we are, when the target is reached at our own "
                        "pace, and what is left to do in person-days and money.",
    "target.none.who": "Management sets the target.",
    "target.no_portfolio": "There is no list of roll-outs yet, so there is nothing to measure the level against. Tick them "
                           "below and freeze the list.",
    "target.list.none": "Which roll-outs the target counts",
    "target.list.some": "The list of {count} roll-outs the target counts",
    "target.list.first": "List use cases, markets and business areas on the page Use cases first; then tick here where each "
                         "shall run.",
    "target.list.go": "To the use cases",
    "target.list.how": "Tick where each use case shall run. Freezing makes a new list; earlier ones stay, and the page says how "
                       "the list has grown.",
    "target.list.since": "Frozen on {day}.",
    "target.list.alt": "Use cases by market: ticked ones count for the target",
    "target.list.row": "Use case and business area",
    "target.list.freeze": "Freeze the list",
    "target.list.done": "Frozen: {count} roll-outs.",
    # where we stand
    "target.stand": "Where we stand",
    "target.stand.read": "**{live} of {possible}** roll-outs are live ({level}); the target is {needed}.",
    "target.stand.value": "{live} of {possible}",
    "target.stand.unit": "roll-outs live, {level}; {live} of {use_cases} use cases",
    "target.stand.plan": "Plan for today {plan}, target {needed}.",
    "target.behind": "▼ {count} behind the plan",
    "target.ahead": "▲ {count} ahead of the plan",
    "target.on_plan": "– on the plan",
    "target.reached": "▲ the target is reached",
    "target.grown": "The portfolio had {then} roll-outs when the target was set and has {now} today; the target grew "
                    "with it.",
    "target.shrunk": "The portfolio had {then} roll-outs when the target was set and has {now} today.",
    "target.quiet": "Live but quiet, so not counted: {list}.",
    "target.outside": "Live outside the portfolio, so not counted: {list}.",
    "target.more": "and {count} more",
    "target.no_log": "Counted by status: no log of actions is loaded that would show which of them are at work.",
    # when
    "target.when": "At our own pace",
    "target.reach.between": "between {early} and {late}",
    "target.reach.open": "not before {early}, and perhaps not within ten years",
    "target.when.pace": "{went} went live in the last {weeks} weeks, {rate} a week (likely {low} to {high}).",
    "target.when.needed": "To be there by {due}: {rate} a week.",
    "target.when.none": "No date",
    "target.when.reached": "Reached",
    # what is left
    "target.left": "What is left",
    "target.left.days": "person-days",
    "target.left.value": "{range} person-days",
    "target.left.kinds": "{copies} copies and {builds} first builds.",
    "target.left.kinds.builds": "{builds} first builds.",
    "target.left.kinds.copies": "{copies} copies.",
    "target.left.own": "From own history: {builds} finished builds, {copies} finished copies.",
    "target.left.article": "From the article’s range, as own history is too short.",
    "target.left.partly": "Partly from own history, partly assumed: see the table below.",
    "target.left.money": "{range} at {rate} a day.",
    "target.left.no_money": "No day rate is on record, so no money.",
    "target.left.weeks": "{range} weeks of today’s team ({week} person-days a week) if it did nothing else.",
    "target.left.no_weeks": "No capacity is on record, so no weeks.",
    "target.left.at_most": "Without a method up to {days} person-days.",
    "target.left.stress": "What if we are as wrong as the telecom in the article (6-8 times)?",
    "target.left.stressed": "One telecom underestimated the whole effort 6 to 8 times: every figure here is the range"
                            " above times 6 at its lower and times 8 at its upper end.",
    "target.left.stress.word": "× 6 to 8",
    "target.left.spent": "Spent so far: {days} person-days, {money}; {since} person-days of it since the target was "
                         "set.",
    "target.left.spent.days": "Spent so far: {days} person-days; {since} person-days of it since the target was set.",
    "target.left.none": "Nothing: {why}.",
    "target.usual": "What one usually takes",
    "target.kind": "What",
    "target.kind.build": "First builds",
    "target.kind.copy": "Copies in another place",
    "target.kind.count": "How many",
    "target.kind.each": "Person-days each, usually",
    "target.kind.known": "Known from",
    "target.source.own": "own history, {n} finished",
    "target.source.article": "the article’s range (10-15 person-days, up to 100 without a method); own finished: {n},"
                             " 5 needed",
    "target.source.assumed": "assumed: 40 % of a first build; own finished: {n}, 3 needed",
    # burn-up
    "target.chart": "The way there",
    "target.chart.alt": "Roll-outs live week by week, now {live} of {possible}; the plan, {plan} for today and "
                        "{needed} on {due}; and the range our own pace leads to: {reach}",
    "target.chart.read": "Solid: roll-outs live. Dotted: the plan. Shaded: where our own pace of the last {weeks} "
                         "weeks leads, if it holds.",
    "target.chart.read.no_pace": "Solid: roll-outs live. Dotted: the plan. No own pace is drawn: {why}.",
    "target.chart.live": "live",
    "target.chart.plan": "plan",
    "target.chart.fan": "own pace",
    "target.chart.goal": "target {needed}",
    "target.chart.day": "Week to",
    "target.chart.count": "Roll-outs",
    "target.chart.early": "at the earliest",
    "target.chart.late": "likely by",
    "target.chart.definition": "Roll-outs of today's portfolio that are live, and the straight line from the day the "
                               "target was set to its due day",
    # the board paper
    "target.board": "Board paper",
    "target.board.help": "One A4 page with these lines; opens in any browser, prints in greyscale.",
    "target.board.title": "Target of {company}",
    "target.board.heading": "The way to the target",
    "target.board.stand": "{live} of {possible} roll-outs ({level}) and {ucs} of {use_cases} use cases are live. Plan "
                          "for today {plan}, target {needed}: {words}.",
    "target.board.pace": "{went} roll-outs went live in the last {weeks} weeks. If that pace holds, the target is "
                         "reached {reach}.",
    "target.board.no_pace": "No date: {why}.",
    "target.board.left": "{remaining} roll-outs are left: {builds} first builds and {copies} copies, {range} "
                         "person-days{money}.",
    "target.board.money": ", {range} at {rate} a day",
    "target.board.weeks": "That is {range} weeks of today’s team ({week} person-days a week) if it did nothing else.",
    "target.board.stress": "As wrong as the telecom in the article (6-8 times): {range} person-days{money}.",
    "target.board.money_title": "Money",
    "target.board.foot": "What the words mean",
    "target.board.foot.rollout": "Roll-out: a use case in one market and business area; live and at work within its own "
                                 "window. Target: level × roll-outs of the frozen list, rounded up.",
    "target.board.foot.plan": "Plan for today: the straight line from what was live when the target was set to its due day.",
    "target.board.foot.pace": "Range of days: where 8 of 10 such paces lead; upkeep that grows and harder use cases are not "
                              "in it.",
    "target.board.foot.left": "Person-days left: the middle half of our own finished builds and copies ({builds} and "
                              "{copies}), less what is logged; the article’s 10 to 15 days where own history is too short.",
    "target.board.made": "{product} · {day}",
    # promises
    "target.history": "What was promised",
    "target.history.set": "Set on",
    "target.history.by": "By",
    "target.history.level": "Level",
    "target.history.due": "Due",
    "target.history.reason": "Reason",
    "target.history.came": "Reached by then",
    "target.history.came_to": "{level} ({live} of {possible})",
    "target.history.open": "not due yet",
    "target.history.unknown": "not known",
    # how
    "target.how": "How it is calculated",
    "target.how.text": "**Target**: level × roll-outs in the portfolio, rounded up. **Plan for today**: the straight "
                       "line from what was live on the day the target was set to the target on its due day. **Own "
                       "pace**: roll-outs that went live for the first time in the last 26 weeks. **Range of days**: "
                       "what follows from so few go-lives if the pace holds. Not in it: upkeep that grows, people who"
                       " leave, the harder use cases last. Real plans miss such ranges mostly on the late side. "
                       "**Person-days left**: the middle half of your own finished builds and copies, less what is "
                       "logged already; else the article’s range. Upkeep of what runs is not in it.",
    # setting it
    "target.set": "Set the target",
    "target.set.new": "Set a new target",
    "target.set.how": "The target so far stays in the history.",
    "target.set.level": "Level, % of all roll-outs",
    "target.set.due": "Due day",
    "target.set.reason": "One reason",
    "target.set.reason.example": "Why this level, why by then",
    "target.set.save": "Save target",
    "target.set.means": "{level} of {possible} is {needed}: {more} more in {weeks} weeks, **{rate} a week**. Our own "
                        "pace is {own} a week (likely {low} to {high}).",
    "target.set.means.no_pace": "{level} of {possible} is {needed}: {more} more in {weeks} weeks, **{rate} a week**.",
    "target.set.below": "{achieved} is reached already: this would be no target.",
    "target.set.level_missing": "Say how many percent of all roll-outs are to be live, from 1 to 100.",
    "target.set.due_missing": "Choose the day by which it is to be reached.",
    "target.set.reason_missing": "One reason is needed: the next board will ask for it.",
    "target.set.done": "Saved: {level} by {due}.",
    "target.set.again": "This target was saved already; nothing was saved twice.",
    "target.set.conflict": "{author} set {level} by {due} meanwhile: “{reason}”. What you typed is still here; save"
                           " once more to put yours in its place.",
    "target.set.somebody": "Somebody else",
    "target.set.refused": "{words} What you typed is still here.",
}  # fmt: skip
