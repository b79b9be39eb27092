"""Amounts of Vietnamese dong in words, exact: nothing is rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.model import Text
from pdplint.report._phrases import tell

if TYPE_CHECKING:
    from pdplint.model import Fine

_UNITS = (
    (1_000_000_000, Text(" billion", " tỷ")),
    (1_000_000, Text(" million", " triệu")),
)
_DECIMALS = 3


def dong(amount: int) -> Text:
    """Return an amount: `VND 120 million`, `120 triệu đồng`."""
    return dong_range(amount, amount)


def dong_range(least: int, most: int) -> Text:
    """Return a range of amounts: `VND 120–160 million`, `960 triệu–1,28 tỷ đồng`."""
    number, unit = _scaled(most)
    low, low_unit = _scaled(least)
    if least == most:
        return _currency(number, unit)
    if low_unit != unit:
        low = Text(low.en + low_unit.en, low.vi + low_unit.vi)
    return _currency(Text(f"{low.en}–{number.en}", f"{low.vi}–{number.vi}"), unit)


def _currency(number: Text, unit: Text) -> Text:
    return Text(f"VND {number.en}{unit.en}", f"{number.vi}{unit.vi} đồng")


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


def fined(fine: Fine) -> Text:
    """Return what a clause names: a range, an upper or lower end, a share of revenue, nothing."""
    amount = _amount(fine.min_vnd, fine.max_vnd)
    share = None if fine.revenue_percent is None else revenue(fine.revenue_percent)
    if amount and share:
        return Text(f"{amount.en}; {share.en}", f"{amount.vi}; {share.vi}")
    return amount or share or tell("no-amount")


def _amount(least: int | None, most: int | None) -> Text | None:
    if least is not None and most is not None:
        return dong_range(least, most)
    if most is not None:
        return tell("up-to", amount=dong(most))
    return None if least is None else tell("from", amount=dong(least))


def revenue(percent: int) -> Text:
    """Return a share of revenue."""
    return tell("revenue", percent=percent)
