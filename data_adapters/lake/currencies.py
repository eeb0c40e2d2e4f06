"""The currency codes in use today (ISO 4217, active alphabetic codes of countries and unions)."""

import difflib

from data_adapters.lake.faults import Fault

ACTIVE = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)
ENDED = {"ANG": "XCG", "CUC": "CUP", "DEM": "EUR", "ATS": "EUR", "FRF": "EUR", "ITL": "EUR", "ESP": "EUR", "NLG": "EUR",
         "BEF": "EUR", "FIM": "EUR", "IEP": "EUR", "PTE": "EUR", "GRD": "EUR", "HRK": "EUR", "LTL": "EUR", "LVL": "EUR",
         "EEK": "EUR", "SIT": "EUR", "SKK": "EUR", "SLL": "SLE", "ZWL": "ZWG", "VEF": "VES"}  # fmt: skip
_NAMES = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "US$": "USD", "DOLLAR": "USD", "US DOLLAR": "USD",
          "£": "GBP", "FRANKEN": "CHF", "SFR": "CHF", "YEN": "JPY", "¥": "JPY", "RMB": "CNY"}  # fmt: skip


def parse_currency(text: str) -> str | Fault:
    """The ISO code a text stands for; anything but a code is set aside with a hint."""
    code = text.strip().upper()
    if code in ACTIVE:
        return code
    if code in ENDED:
        return Fault("currency_ended", f"is no longer in use; convert the amounts to {ENDED[code]}")
    meant = _NAMES.get(code) or next(iter(difflib.get_close_matches(code, sorted(ACTIVE), 1, 0.6)), "")
    hint = f"; did you mean {meant}?" if meant else "; write a code such as EUR"
    return Fault("not_a_currency", f"is not a three-letter currency code{hint}")
