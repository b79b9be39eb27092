"""Amounts of money in words, exact: nothing is rounded."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pdplint.model.law import Fine
from pdplint.model.text import Text
from pdplint.words.reports import say

if TYPE_CHECKING:
    from pdplint.model.law import Share

_UNITS = (
    (1_000_000_000, Text(" billion", " tỷ")),
    (1_000_000, Text(" million", " triệu")),
)
_DECIMALS = 3
_IN_VIETNAMESE = {"VND": "đồng"}


def money(amount: int, currency: str) -> Text:
    """Return an amount: `VND 120 million`, `120 triệu đồng`."""
    return money_range(amount, amount, currency)


def money_range(least: int, most: int, currency: str) -> Text:
    """Return a range of amounts: `VND 120–160 million`, `960 triệu–1,28 tỷ đồng`."""
    number, unit = _scaled(most)
    low, low_unit = _scaled(least)
    if least == most:
        return _currency(number, unit, currency)
    if low_unit != unit:
        low = Text(low.en + low_unit.en, low.vi + low_unit.vi)
    return _currency(Text(f"{low.en}–{number.en}", f"{low.vi}–{number.vi}"), unit, currency)


def _currency(number: Text, unit: Text, currency: str) -> Text:
    own = _IN_VIETNAMESE.get(currency, currency)
    return Text(f"{currency} {number.en}{unit.en}", f"{number.vi}{unit.vi} {own}")


def _scaled(amount: int) -> tuple[Text, Text]:
    for size, name in _UNITS:
        if amount >= size and amount * 10**_DECIMALS % size == 0:
            whole, part = divmod(amount, size)
            decimals = f"{part * 10**_DECIMALS // size:0{_DECIMALS}}".rstrip("0")
            return _number(whole, decimals), name
    return _number(amount, ""), Text("", "")


def _number(whole: int, decimals: str) -> Text:
    en = f"{whole:,}" + (f".{decimals}" if decimals else "")
    return Text(en, en.translate({ord(","): ".", ord("."): ","}))


def fined(fine: Fine | None) -> Text:
    """Return what a clause names: a range or one end, shares of a base, a warning; or nothing."""
    if fine is None:
        return say("no-amount")
    parts = [
        _amount(fine),
        _share(fine.percent, "percent-of", fine.currency),
        _share(fine.multiple, "multiple-of", fine.currency),
    ]
    named = [part for part in parts if part is not None]
    if not named:
        return say("warning-alone" if fine.warning else "no-amount")
    whole = Text("; ".join(part.en for part in named), "; ".join(part.vi for part in named))
    return say("or-warning", amount=whole) if fine.warning else whole


def _amount(fine: Fine) -> Text | None:
    least, most, currency = fine.min, fine.max, fine.currency
    if least is not None and most is not None:
        return money_range(least, most, currency)
    if most is not None:
        return say("up-to", amount=money(most, currency))
    return None if least is None else say("from", amount=money(least, currency))


def shares(fine: Fine) -> Text:
    """Return the shares of a base that a clause names, without its amounts."""
    return fined(fine._replace(min=None, max=None, warning=False))


def _share(share: Share | None, phrase: str, currency: str) -> Text | None:
    if share is None:
        return None
    told = _share_alone(share, phrase)
    amount = _amount(Fine(currency, share.least, share.most))
    return told if amount is None else say("share-here", share=told, amount=amount)


def _share_alone(share: Share, phrase: str) -> Text:
    ends = [end for end in (share.min, share.max) if end is not None]
    number = Text(*("–".join(dict.fromkeys(_decimal(e, mark) for e in ends)) for mark in ".,"))
    told = say(phrase, number=number, of=share.of)
    if share.min is None:
        return say("up-to", amount=told)
    return say("from", amount=told) if share.max is None else told


def _decimal(number: float, mark: str) -> str:
    return f"{Decimal(str(number)).normalize():f}".replace(".", mark)
