"""What the pages on policies and verdicts say."""

from __future__ import annotations

from pdplint.model.text import Text
from pdplint.words import terms
from pdplint.words.sentences import Sentences

SENTENCES = Sentences(
    {
        "article": Text(
            "Article {number} (section {section}): {title}",
            "Điều {number} (mục {section}): {title}",
        ),
        "article-bare": Text("Article {number}: {title}", "Điều {number}: {title}"),
        "every-article": Text("all articles", "tất cả các điều"),
        "articles": Text("articles {first} to {last}", "các điều {first} đến {last}"),
        "applies": Text(
            "What of {regime} addresses {root}", "Điều khoản nào của {regime} áp dụng cho {root}"
        ),
        "applies-counts": Text(
            "{count} clauses apply, {others} do not, of {all}; of the rest no description shows anything",
            "{count} điều khoản áp dụng, {others} không áp dụng, trong số {all}; các điều khoản còn lại mô tả không thể hiện",
        ),
        "applies-about": Text(
            "Whether a clause applies rests on what is declared",
            "Việc điều khoản có áp dụng hay không dựa trên nội dung khai báo",
        ),
        "applies-falls_short": terms.FALLS_SHORT,
        "applies-undeclared": terms.NOT_DESCRIBED,
        "applies-undecided": terms.UNTOLD,
        "applies-holds": terms.HOLDS,
        "applies-to": Text(
            "to {count} of {all} described", "với {count} trong {all} mục được mô tả"
        ),
        "applies-where": Text("as {condition}", "vì {condition}"),
        "applies-sanctions": Text("sanctions {clauses}", "xử phạt {clauses}"),
        "applies-unsaid": Text("no reason is known", "không rõ lý do"),
        "scopes": Text("Whom clauses address", "Đối tượng của các điều khoản"),
        "of-scopes": Text("of {scopes}", "đối với {scopes}"),
        "person-organisation": Text("organisations", "tổ chức"),
        "person-individual": Text("individuals", "cá nhân"),
        **terms.STATUSES,
        "kind-of-clause-duty": Text("duty", "nghĩa vụ"),
        "kind-of-clause-right": Text("right", "quyền"),
        "kind-of-clause-prohibition": Text("prohibition", "điều cấm"),
        "kind-of-clause-sanction": Text("sanction", "chế tài"),
        "kind-of-clause-fine_band": Text("band of a sanction", "bậc của chế tài"),
        "kind-of-clause-aggravated": Text("raised sanction", "chế tài tăng nặng"),
        "kind-of-clause-exemption": Text("exemption", "miễn trừ"),
        "kind-of-clause-definition": Text("definition", "định nghĩa"),
        "kind-of-clause-scope": Text("scope", "phạm vi"),
        "kind-of-clause-power": Text("power of an authority", "thẩm quyền"),
        "kind-of-clause-transition": Text("transition", "chuyển tiếp"),
        "row-note": Text("Note", "Ghi chú"),
        "row-inside": Text("Inside", "Thuộc"),
        "row-outside": Text("Outside", "Không thuộc"),
        "row-untold": Text("Cannot be told", "Không xác định được"),
        "coverage": Text("{count} clauses: {parts}", "{count} điều khoản: {parts}"),
        "disposition-whole": Text("checked whole", "kiểm tra toàn bộ"),
        "disposition-part": Text("checked in part", "kiểm tra một phần"),
        "disposition-elsewhere": terms.ELSEWHERE,
        "disposition-conduct": Text("conduct, not checked", "hành vi, không kiểm tra"),
        "disposition-escalation": Text(
            "escalation, not checked", "tình tiết tăng nặng, không kiểm tra"
        ),
        "disposition-outside": Text("outside what a description holds", "ngoài phạm vi của mô tả"),
        "disposition-later": terms.LATER,
        "disposition-linked": Text(
            "judged with the duties that it sanctions",
            "đánh giá cùng nghĩa vụ mà điều khoản xử phạt",
        ),
        "disposition-told": Text(
            "asks nothing that is judged", "không đặt ra yêu cầu cần đánh giá"
        ),
        "row-fine": terms.FINE,
        "row-stands-in": Text("Stands in", "Thuộc"),
        "row-status": Text("Status", "Tình trạng"),
        "row-extent": Text("How it is judged", "Cách đánh giá"),
        "row-why": Text("Why", "Lý do"),
        "row-leaves": Text("What no description shows", "Điều mà mô tả không thể hiện"),
        "row-rests-on": Text("Rests on", "Dẫn chiếu"),
        "row-reconstructed": Text("Reconstructed", "Dựng lại"),
        "row-doubt": Text("Doubt", "Điểm chưa rõ"),
        "row-depends-on": Text("Depends on", "Phụ thuộc vào"),
        "ceiling-for": Text("in all at most {ceiling}", "tổng cộng tối đa {ceiling}"),
        "row-kind": terms.KIND,
        "row-raises": Text("Takes the place of", "Thay thế"),
        "row-days": Text("Binds", "Hiệu lực"),
        "row-of": Text("Addresses", "Đối tượng"),
        "row-remedies": Text("Remedies", "Biện pháp khắc phục"),
        "row-additional": Text("Additional penalties", "Hình phạt bổ sung"),
        "row-sanctioned-by": Text("Sanctioned by", "Chế tài"),
        "row-sanctions": Text("Sanctions", "Xử phạt vi phạm"),
        "row-exempt-by": Text("By", "Theo"),
        "row-lifted-by": Text("Lifted by", "Được miễn theo"),
        "row-lifts": Text("Lifts", "Miễn"),
        "row-lost": Text("Lost where", "Mất khi"),
        "row-claimed": Text("To be claimed", "Phải được nêu"),
        "row-issuer": Text("Issued by", "Cơ quan ban hành"),
        "row-number": Text("Number", "Số hiệu"),
        "row-read": Text("What was read", "Nội dung đã đọc"),
        "row-source": Text("Source", "Nguồn"),
        "row-instruments": Text("Instruments", "Văn bản"),
        "row-amounts": Text("Amounts", "Mức tiền"),
        "days-from": Text("from {first}", "từ {first}"),
        "days-until": Text("until {last}", "đến {last}"),
        "days-both": Text("from {first} to {last}", "từ {first} đến {last}"),
        "stated-for": Text("{where}: stated for {person}", "{where}: nêu cho {person}"),
        "times-for": Text("times {factor} for {person}", "nhân {factor} đối với {person}"),
        "cap-for": Text("at most {amount} for {person}", "tối đa {amount} đối với {person}"),
        "row-asks": Text("Asks of each of", "Hỏi từng mục trong"),
        "row-when": Text("Where", "Khi"),
        "row-unless": Text("Unless", "Trừ khi"),
        "row-severity": terms.SEVERITY,
        "row-cited-by": Text("Cited by", "Được viện dẫn tại"),
        "raises-from": Text(
            "{clauses}, from the {times}. time on", "{clauses}, kể từ lần thứ {times}"
        ),
        "raises-by": Text("{clauses}, times {times}", "{clauses}, nhân {times}"),
        "example-holds": Text("Holds", "Đạt"),
        "example-falls_short": Text("Falls short", "Chưa đạt"),
        "verdict-holds": Text("It holds.", "Đạt."),
        "verdict-shortfall": Text("It falls short.", "Chưa đạt."),
        "verdict-undeclared": Text(
            "Something it asks is not described.", "Có nội dung được hỏi chưa mô tả."
        ),
        "verdict-undecided": Text("It cannot be told.", "Không xác định được."),
        "verdict-exempt": Text("It is exempt.", "Được miễn."),
        "verdict-not_asked": Text("It is not asked here.", "Không áp dụng tại đây."),
        "truth-true": Text("true", "đúng"),
        "truth-false": Text("false", "sai"),
        "truth-unknown": Text("unknown", "chưa rõ"),
        "slot-missing": terms.NOT_DESCRIBED,
        "slot-nothing": terms.NONE,
        "slot-never": Text("never given", "không bao giờ được đưa ra"),
        "slot-unknown": terms.UNTOLD,
    }
)
say = SENTENCES.say
