"""Names and heads that several tables have."""

from __future__ import annotations

from typing import Final

from pdplint.model.text import Text

STATUSES: Final = {
    "status-draft": Text("a draft, not in force", "dự thảo, không có hiệu lực"),
    "status-in_force": Text("in force", "đang có hiệu lực"),
    "status-ended": Text("no longer in force", "đã hết hiệu lực"),
}

# heads
CLAUSES: Final = Text("Clauses", "Điều khoản")
CONTROL: Final = Text("Control", "Kiểm tra")
FINE: Final = Text("Fine named", "Mức phạt được nêu")
KIND: Final = Text("Kind", "Loại")
SEVERITY: Final = Text("Severity", "Mức độ")

# what became of something
FALLS_SHORT: Final = Text("falls short", "chưa đạt yêu cầu")
HOLDS: Final = Text("holds as described", "đạt theo mô tả")
ELSEWHERE: Final = Text("judged at other clauses", "được đánh giá tại điều khoản khác")
KNOWN: Final = Text("known from the baseline", "đã có trong mốc so sánh")
LATER: Final = Text("not yet looked into", "chưa được xem xét")
NONE: Final = Text("none", "không có")
NOT_APPLICABLE: Final = Text("not applicable", "không áp dụng")
NOT_DESCRIBED: Final = Text("not described", "chưa mô tả")
SO_MANY_NOT_DESCRIBED: Final = Text("{count} not described", "{count} chưa mô tả")
SO_MANY_UNTOLD: Final = Text("{count} cannot be told", "{count} không xác định được")
UNTOLD: Final = Text("cannot be told", "không xác định được")

ASKS: Final = Text("asks: {requires}", "yêu cầu: {requires}")
