"""The sample company's 24 use cases: what each does, where it could run and where it runs."""

from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.plan import Span

QUIET, STAR, WIN, OVER, NO_BACKUP, PAUSED, NEWEST = "U03", "U10", "U04", "U07", "U09", "U24", "U15"
QUIET_DAYS = 34


@dataclass(frozen=True)
class UseCase:
    """One use case: Data -> Algo -> Action, its places and the size of its first build.

    `live` maps a market to the weeks between go-live and the story week; `build` is the person-days of the first build
    (so far, if it is still open); `weight` its share of automated contacts.
    """

    id: str
    name: str
    area: str
    markets: str
    channels: str
    level: int
    stage: str
    build: float
    live: dict[str, float]
    weight: float
    parts: tuple[str, str, str]
    scores: tuple[int, int, int, int]
    degree: str = "automated"
    building: tuple[str, ...] = ()
    estimate: float | None = None

    @property
    def first_market(self) -> str:
        """Where it went live first, is being built, or would be built."""
        return next(iter(self.live), self.building[0] if self.building else self.markets.split()[0])


def _(id_: str, name: str, area: str, markets: str, channels: str, level: int, stage: str, build: float,
      live: dict[str, float], weight: float, parts: str, scores: str, **more: object) -> UseCase:  # fmt: skip
    data, algo, action = parts.split(" > ")
    top, bottom, strategic, urgency = (int(score) for score in scores.split())
    return UseCase(id_, name, area, markets, channels, level, stage, build, live, weight, (data, algo, action),
                   (top, bottom, strategic, urgency), **more)  # fmt: skip


ALL = "FI SE DE FR"
# U01 and U02 are the two examples of Table 1 in Storbacka & Storbacka, "Building a Revenue Engine".
USE_CASES = (
    _("U01", "Product recommendations", "electronics", ALL, "web email field_sales", 3, "develop", 41,
      {"FI": 136, "SE": 134, "DE": 70, "FR": 61}, 8,
      "Purchase history; browsing patterns of previous customers"
      " > Purchase propensity for all products of the catalogue"
      " > Recommended products on the website and in e-mails; scores in the CRM for field sales", "9 6 7 8"),
    _("U02", "Automated cross-selling", "telecom", ALL, "email social telesales", 3, "develop", 38,
      {"DE": 135, "SE": 110, "FI": 92, "FR": 58}, 9,
      "Purchase history; current contract type; firmographics; digital interactions; results of earlier campaigns"
      " > Propensity to buy the next service > Warm-up campaigns for the likely, telemarketing for the most likely",
      "9 7 6 8"),
    _("U03", "Win-back call list", "services", "FI SE", "telesales", 0, "retain", 16, {"FI": 60}, 1,
      "Contracts that ended > Ranking by former revenue > Weekly call list for telesales", "4 3 2 3"),
    _("U04", "Cart reminder", "electronics", ALL, "email web", 2, "develop", 14, {"FI": 95, "SE": 80, "DE": 64}, 13,
      "Carts left behind; stock > Chance to return within two days > E-mail and banner with the cart", "8 4 4 7"),
    _("U05", "Welcome series", "services", ALL, "email", 1, "acquire", 12, {"SE": 68, "FI": 60, "FR": 55}, 8,
      "New contacts; first purchase > Fixed sequence by segment > Four e-mails in thirty days", "6 3 4 5"),
    _("U06", "Renewal reminder", "telecom", ALL, "email telesales", 2, "retain", 13,
      {"SE": 44, "DE": 39, "FR": 30}, 7,
      "Contract end dates; usage > Chance to renew > Offer by e-mail, call if there is no answer", "7 6 5 7"),
    _("U07", "Next best offer in telesales", "telecom", "FI SE DE", "telesales", 0, "develop", 18, {}, 0,
      "Calls; contracts; offers > Offer ranking > Script and offer on the agent's screen", "7 5 6 8",
      building=("FI",), estimate=12),
    _("U08", "Lead scoring", "services", ALL, "telesales email", 3, "acquire", 21, {"FI": 33, "DE": 27, "FR": 20}, 6,
      "Web visits; downloads; firmographics > Chance to become a deal > Leads handed to sales in order", "8 6 7 9"),
    _("U09", "Price-drop alert", "electronics", "SE DE FR", "email", 1, "develop", 9, {"SE": 41}, 2,
      "Prices; wish lists > Rule: five per cent below the last price seen > E-mail on the same day", "5 3 2 4",
      building=("DE",)),
    _("U10", "Newsletter personalisation", "electronics", ALL, "email", 2, "develop", 18,
      {"FR": 133, "FI": 98, "DE": 76}, 60,
      "Clicks; purchases > Topic preferences > Weekly newsletter in the customer's order of topics", "6 3 4 5"),
    _("U11", "Churn warning", "telecom", "FI SE FR", "telesales email", 2, "retain", 11, {"FI": 36, "SE": 24}, 3,
      "Usage; complaints; payments > Chance to leave in 60 days > Call or thank-you offer", "7 7 5 8"),
    _("U12", "Accessories after purchase", "electronics", "FI SE DE", "email web", 1, "develop", 8, {"FI": 31}, 3,
      "Orders; fitting parts > Rules by product group > E-mail and web box one week later", "5 4 3 5",
      building=("SE",)),
    _("U13", "Reorder reminder", "electronics", "FI SE FR", "email", 2, "retain", 6, {"FI": 26}, 2,
      "Order intervals > Expected day of the next order > E-mail with a filled basket", "6 5 3 5", building=("SE",)),
    _("U14", "Quote follow-up", "services", "DE FI", "email telesales", 1, "acquire", 13, {"DE": 18}, 2,
      "Quotes without an answer > Fixed waiting times > E-mail, then a call", "7 4 3 7"),
    _("U15", "Event invitation", "services", "SE FI", "email social", 1, "acquire", 10, {"SE": 7}, 16,
      "Events; interests; distance > Rules by interest and distance > Invitation and reminder", "4 2 4 3"),
    _("U16", "Visit planning", "telecom", "FI DE", "field_sales", 2, "retain", 34, {"FI": 11}, 8,
      "Visits; revenue; travel times > Value of a visit per hour > Weekly route in the CRM", "6 8 6 6"),
    _("U17", "Social retargeting", "electronics", "DE FI FR", "social", 0, "acquire", 31, {}, 0,
      "Visits without purchase > Look-alike audiences > Adverts on two networks", "5 2 3 4", building=("DE",),
      estimate=33),
    _("U18", "Dynamic discount limits", "telecom", "SE FI DE", "telesales field_sales", 0, "develop", 32, {}, 0,
      "Deals; discounts; margins > Price elasticity by segment > Limit in the quoting tool", "6 9 6 7",
      building=("SE",), estimate=34),
    _("U19", "Service upsell at renewal", "services", "FR SE DE", "email telesales", 0, "develop", 9, {}, 0,
      "Tickets; contracts > Fitting service level > Offer with the renewal", "6 5 4 6", building=("FR",), estimate=11),
    _("U20", "Referral request", "services", "FI SE", "email", 0, "acquire", 5, {}, 0,
      "Answers to surveys > Rule: promoter with a recent purchase > Request by e-mail", "4 2 5 3", building=("FI",),
      estimate=7),
    _("U21", "Account growth plan", "electronics", "DE FR SE", "field_sales", 0, "develop", 12, {}, 0,
      "Wallet; purchases; contacts > Gap to similar accounts > Quarterly plan for key account managers", "8 5 8 6",
      building=("DE",), estimate=15, degree="assisted"),
    _("U22", "Web chat assistant", "services", "FI SE", "web", 0, "acquire", 0, {}, 0,
      "Chats; catalogue > Language model with checked answers > Answer or hand-over to a person", "5 6 7 4",
      estimate=30),
    _("U23", "Invoice cross-sell", "telecom", "FI DE FR", "email", 0, "develop", 0, {}, 0,
      "Invoices; contracts > Propensity of U02 > Box on the invoice e-mail", "5 4 2 4", estimate=8),
    _("U24", "Voucher by text message", "electronics", "SE FI", "social", 0, "retain", 27, {"SE": 38}, 2,
      "Sleeping customers > Rule: 180 days without order > Voucher", "3 1 1 1"),
)  # fmt: skip
BY_ID = {use_case.id: use_case for use_case in USE_CASES}
PAUSED_WEEKS_AGO = 16
FIELD_SALES_AT = {("U01", "FI"), ("U16", "FI")}  # field sales works only here; elsewhere it is planned


@dataclass(frozen=True)
class Rollout:
    """A use case in one market and business area with its first and last working day."""

    use_case: UseCase
    market: str
    live_on: date
    last_action: date

    @property
    def replica(self) -> bool:
        """Was it copied from an earlier market?"""
        return self.market != self.use_case.first_market


def rollouts(span: Span) -> list[Rollout]:
    """All roll-outs that ever went live: 31 working, one quiet, one paused."""
    found = []
    for use_case in USE_CASES:
        for market, weeks in use_case.live.items():
            found.append(Rollout(use_case, market, span.ago(weeks), _last_action(use_case, span)))
    return found


def _last_action(use_case: UseCase, span: Span) -> date:
    if use_case.id == QUIET:
        return span.day - timedelta(days=QUIET_DAYS)
    return span.ago(PAUSED_WEEKS_AGO) if use_case.id == PAUSED else span.day


def working_channels(rollout: Rollout) -> list[str]:
    """The channels in which a roll-out acts."""
    place = (rollout.use_case.id, rollout.market)
    return [c for c in rollout.use_case.channels.split() if c != "field_sales" or place in FIELD_SALES_AT]


def places_of(use_case: UseCase) -> list[tuple[str, str]]:
    """The markets and business areas a use case could run in."""
    return [(market, use_case.area) for market in use_case.markets.split()]
