"""What only the reports for continuous integration say."""

from __future__ import annotations

from pdplint.model.text import Text
from pdplint.words import terms
from pdplint.words.sentences import Sentences

SENTENCES = Sentences(
    {
        # findings
        "finding": Text("{subject}: {message}", "{subject}: {message}"),
        "one-instrument": Text("{instrument} {clauses}", "{instrument} {clauses}"),
        "one-draft": Text(
            "{instrument} {clauses} (a draft, never enacted)",
            "{instrument} {clauses} (dự thảo, chưa từng được ban hành)",
        ),
        "drafts": Text(
            "{clauses} ({drafts}: a draft, never enacted)",
            "{clauses} ({drafts}: dự thảo, chưa từng được ban hành)",
        ),
        "asked": Text("Asked: {title}", "Yêu cầu: {title}"),
        "cited": Text("Cited: {clauses}", "Căn cứ: {clauses}"),
        "waived": Text("waived until {until}: {reason}", "tạm chấp nhận đến {until}: {reason}"),
        "signed": Text("signed by {approver}, {ticket}", "người ký: {approver}, {ticket}"),
        "known": terms.KNOWN,
        "more": Text("and {count} more", "và {count} mục khác"),
        # SARIF
        "root": Text("The root of the sources.", "Thư mục gốc của mã nguồn."),
        "see": Text("See {links}.", "Xem {links}."),
        "clauses": Text("Clauses that cite this control:", "Điều khoản viện dẫn:"),
        "loosened": Text("Less is reported: {setting}", "Báo cáo ít hơn: {setting}"),
        "left-out": Text(
            "{count} results are left out: a consumer takes no more than {most}",
            "{count} kết quả không được ghi: nơi nhận chỉ nhận tối đa {most}",
        ),
        # GitHub
        "hidden": Text(
            "{counts}. GitHub shows {most} annotations of each level; the log shows all.",
            "{counts}. GitHub chỉ hiện {most} chú thích mỗi mức; nhật ký hiện đầy đủ.",
        ),
        # JUnit
        "files": Text("descriptions are found", "tìm thấy tệp mô tả"),
        "no-files": Text("no description was found", "không tìm thấy tệp mô tả nào"),
        "lists-missing": Text(
            "{counts}; what is not described stands under descriptions",
            "{counts}; nội dung chưa mô tả nằm ở phần descriptions",
        ),
        "lists-undecided": Text(
            "{counts}; what cannot be told stands under descriptions",
            "{counts}; nội dung không xác định được nằm ở phần descriptions",
        ),
        "subject-holds": Text("{count} hold", "{count} đạt"),
        "subject-shortfall": Text("{count} fall short", "{count} chưa đạt"),
        "subject-undeclared": terms.SO_MANY_NOT_DESCRIBED,
        "subject-undecided": terms.SO_MANY_UNTOLD,
        "subject-exempt": Text("{count} exempt", "{count} được miễn"),
        "subject-not_asked": Text("{count} not asked", "{count} không hỏi"),
        "only-notes": Text("notes only", "chỉ có ghi chú"),
        "state-not_applicable": terms.NOT_APPLICABLE,
        "state-elsewhere": terms.ELSEWHERE,
        "state-conduct": Text(
            "on conduct that no description shows", "về hành vi mà mô tả không cho thấy"
        ),
        "state-escalation": Text("on repeated acts", "về hành vi lặp lại"),
        "state-later": terms.LATER,
        "state-outside": Text("outside what is described", "nằm ngoài nội dung mô tả"),
        # Markdown
        "place": Text("Place", "Vị trí"),
        "severity": terms.SEVERITY,
        "control": terms.CONTROL,
        "clause-head": terms.CLAUSES,
        "fine": terms.FINE,
        "found": Text("What is described", "Nội dung mô tả"),
        "judged-head": Text("Judged", "Đã đánh giá"),
        "states": Text("What became of the clauses", "Kết quả theo điều khoản"),
        "reason": Text("Why it is set aside", "Lý do loại khỏi kết quả"),
        "aside": Text("Set aside ({count})", "Loại khỏi kết quả ({count})"),
        "details": Text("Details ({count})", "Chi tiết ({count})"),
        "asks": terms.ASKS,
        "cut": Text(
            "Cut here: {count} more entries do not fit. The JSON report has all of them.",
            "Cắt tại đây: còn {count} mục không đủ chỗ. Báo cáo JSON có đầy đủ.",
        ),
    }
)
say = SENTENCES.say
