"""What the parts of each number are called, in plain words; `one.part.<number>.<part>` goes before `one.part.<part>`."""

PARTS = {
    # attributed and total sales
    "no_use_case": "Credited to contacts by people", "unattributed": "No contact found",
    "total_net_sales": "Total sales, after refunds", "gross": "Before refunds", "refunds": "Refunds",
    "touched_share": "Share of sales with a contact before them", "provisional_from": "May still change from",
    "rule": "How a sale is shared among contacts", "lookback_days": "Contacts looked back at",
    "excluded_no_rate": "Left out: no exchange rate",
    # tests
    "tested": "Use cases with a test result", "live": "Use cases live", "programme_total": "Test of the whole programme, a month",
    "overlap_factor": "Left of the single effects in that test", "effects": "Tests, effect a month",
    "estimated_effects": "Only estimated from history, effect a month", "estimated_margin": "Margin only estimated from history",
    # revenue and pipeline
    "contracts": "Contracts", "coverage": "Open and due, over what is still to win",
    "coverage_status": "About the coverage", "coverage_needed": "Coverage needed at your win rate",
    "due_in_quarter": "Open and due this quarter", "quota": "To be sold this quarter", "won_in_quarter": "Won this quarter",
    "win_rate_count": "Deals won of deals decided, 12 months", "win_rate_value": "The same by value",
    "velocity_per_day": "Pipeline turned into sales a day", "weighted": "Weighted by what you won from each stage",
    "cycle_days": "From created to won, on average", "created": "New deals this week", "snapshot_day": "CRM as of",
    "deals": "Open deals", "without_amount": "Deals without an amount",
    # satisfaction
    "csat": "Satisfied answers (two best boxes)", "ces": "Effort score, 7 = easy", "responses": "Answers used",
    "excluded_scale": "Left out: other scale",
    # automation
    "count": "Use cases automated", "portfolio": "Use cases in the target portfolio", "configured_live": "Switched on, working or not",
    "rollouts": "Roll-outs live and working", "rollouts_possible": "Roll-outs in the target portfolio",
    "level_weighted": "Level if assisted ones count half", "inactive_live": "Live but quiet",
    "not_automated": "At work, but not fully automated", "outside_portfolio": "Live, but not in the portfolio",
    "log_to": "Activity log up to", "level_value_weighted": "Level weighted by value", "by_stage": "Level by stage of the customer",
    # sophistication
    "share_ge_2": "At level 2 or above", "share_ge_3": "At level 3 or above", "share_ge_4": "At level 4",
    "index": "Index, 0 to 100 (takes the steps as equal)", "rated": "Rated", "distribution": "Use cases by level",
    "share_ge_3_by_value": "At level 3 or above, weighted by value", "sophistication.coverage": "Share of live use cases rated",
    # activations
    "active_cells": "Places active", "eligible_cells": "Places possible", "cells_not_listed": "Active, but not on the list",
    "hhi_*": "Concentration", "effective_*": "As many as if evenly used", "normalised_entropy_*": "Evenness",
    "replica_*": "those of copies",
    "breadth": "Active at all, of those possible", "by_use_case": "Places by use case", "by_channel": "Places by channel",
    "by_market": "Places by market", "by_business_area": "Places by business area",
    "hhi_channel": "Concentration on few channels (1 = all in one)", "hhi_market": "Concentration on few markets (1 = all in one)",
    "hhi_business_area": "Concentration on few business areas (1 = all in one)",
    "effective_channel": "As many channels as if evenly used", "effective_market": "As many markets as if evenly used",
    "effective_business_area": "As many business areas as if evenly used",
    "effective_entropy_channel": "The same for channels, small ones counting more",
    "effective_entropy_market": "The same for markets, small ones counting more",
    "effective_entropy_business_area": "The same for business areas, small ones counting more",
    "normalised_entropy_channel": "Evenness over channels (1 = even)", "normalised_entropy_market": "Evenness over markets (1 = even)",
    "normalised_entropy_business_area": "Evenness over business areas (1 = even)",
    # return
    "incremental_margin": "Proven extra margin", "period_cost": "Cost of the quarter",
    "amortised_investment": "Of it: investments and builds written off", "amortised_build": "Of that: builds",
    "run_cost": "Of it: running cost", "net_benefit": "Margin less cost", "payback_months": "Paid back after",
    "npv": "Present value of going on like this", "break_even_share": "Pays for itself if so much of attributed sales is extra",
    "build_basis": "Build cost taken from", "impact_basis": "Effect taken from",
    # cost of sales
    "cost_base": "Selling cost, 12 months", "net_revenue": "Revenue, 12 months", "revenue_basis": "Revenue taken from",
    "months": "Months counted", "cac": "Cost of a new customer", "new_customers": "New customers",
    "customers_known_from": "Customers known since", "annual_growth": "Growth of the cost base a year", "verdict": "The cost base is",
    "elasticity": "More cost per 1 % more revenue, in %", "without_it_data": "Without IT and data",
    # development effort
    "p90": "Nine of ten took at most", "mean": "Average", "replica_median": "Half of the copies took at most",
    "replica_p90": "Nine of ten copies took at most", "open": "In build now", "completed": "Finished", "total": "All time logged",
    "open_over_median": "In build and already above the middle",
    # talent
    "accepted": "Offers accepted", "decided": "Offers decided", "open_requisitions": "Roles open", "stayed": "Stayed",
    "start": "Employed a year ago", "leavers": "Left", "turnover": "Turnover a year", "voluntary_turnover": "Turnover by own choice",
    "regretted_turnover": "Turnover that is regretted", "time_to_fill_days": "Half of the roles were filled within",
    "offer_acceptance": "Offers accepted of those decided", "vacancy_rate": "Open roles of all posts",
    # applicability
    "replicated": "Live in a second place", "replicas": "Copies live", "eligible_replicas": "Copies possible",
    "replica_uptake": "Copies live of those possible", "time_to_replicate_days": "Half had a second place after",
    "effort_ratio": "Effort of a copy against its first build",
    # data assets
    "registered": "Data sets registered", "gates": "Data sets past each gate", "mean_reuse": "Use cases per data set",
    "reused_by_two_or_more": "Serving two or more use cases", "unused": "Serving none", "use_cases_served": "Use cases served",
    "reuse_count": "Use cases by data set", "consent_coverage": "Contacts with a valid consent",
    "realised_revenue": "Brought in, 12 months", "contacts": "Contacts on file",
}  # fmt: skip
ENGLISH = {f"one.part.{name}": text for name, text in PARTS.items()}
