"""What reports say; the text report has no other words."""

from __future__ import annotations

from pdplint.model.text import Text
from pdplint.words import terms
from pdplint.words.sentences import Sentences

SENTENCES = Sentences(
    {
        # amounts
        "up-to": Text("up to {amount}", "đến {amount}"),
        "from": Text("from {amount}", "từ {amount}"),
        "percent-of": Text("{number}% of {of}", "{number}% {of}"),
        "multiple-of": Text("{number} times {of}", "{number} lần {of}"),
        "share-here": Text("{share}: {amount} here", "{share}: ở đây {amount}"),
        "or-warning": Text("{amount}, or a warning", "{amount}, hoặc cảnh cáo"),
        "warning-alone": Text("a warning", "cảnh cáo"),
        "no-amount": Text("no amount named", "không nêu mức tiền"),
        # the head
        "default": Text(
            "{regime}: a draft, never enacted; in force today: {law}",
            "{regime}: dự thảo, chưa từng được ban hành; hiện đang có hiệu lực: {law}",
        ),
        "default-bare": Text(
            "{regime}: a draft, never enacted; other law is in force today",
            "{regime}: dự thảo, chưa từng được ban hành; hiện có quy định khác đang có hiệu lực",
        ),
        "default-why": Text(
            "No regime was named: what is in force is asked, and the draft in full beside it; name "
            "others with --regime, or in pdplint.yaml.",
            "Không có bộ quy định nào được chọn: đánh giá theo quy định đang có hiệu lực và theo toàn "
            "bộ dự thảo; hãy chọn bằng --regime hoặc trong pdplint.yaml.",
        ),
        "default-draft": Text(
            "No regime was named, and none known here was in force on {date}: the draft alone is "
            "asked; name one with --regime, or in pdplint.yaml.",
            "Không có bộ quy định nào được chọn và chưa biết quy định nào có hiệu lực vào ngày {date}: "
            "chỉ đánh giá theo dự thảo; hãy chọn bằng --regime hoặc trong pdplint.yaml.",
        ),
        "regime": Text("{regime}: {title} ({status})", "{regime}: {title} ({status})"),
        **terms.STATUSES,
        "draft-clauses": Text(
            "Clauses are cited with what the draft would sanction, in our own words.",
            "Mỗi điểm được dẫn kèm nội dung mà dự thảo dự kiến xử phạt, bằng lời của chúng tôi.",
        ),
        "read-until": Text(
            "What {regime} rests on was read until {date}; what has changed since is not in it.",
            "Căn cứ của {regime} được đọc đến ngày {date}; những thay đổi sau đó chưa được tính đến.",
        ),
        "as-declared": Text(
            "As of {date}. Descriptions are taken as declared; nothing in them was verified.",
            "Tính đến ngày {date}. Mô tả là dữ liệu được khai báo chứ không được xác minh.",
        ),
        # severities
        "error": Text("error", "lỗi"),
        "warning": Text("warning", "cảnh báo"),
        "note": Text("note", "ghi chú"),
        # headings
        "problems": Text(
            "Cannot be read as a description ({count})", "Không đọc được mô tả ({count})"
        ),
        "acceptance": Text(
            "Waivers and baseline to mend ({count})",
            "Mục tạm chấp nhận và mốc so sánh cần sửa ({count})",
        ),
        "waived-list": Text(
            "Waived: found, accepted for now, counted in the exposure ({count})",
            "Được tạm chấp nhận: vẫn còn, vẫn tính vào mức tiền ({count})",
        ),
        "waived-one-of": Text(
            "{subject} ({control}, {clauses}): until {until}, approved by {approver}, {ticket}: {reason}",
            "{subject} ({control}, {clauses}): đến {until}, người duyệt {approver}, {ticket}: {reason}",
        ),
        "waived-at": Text("waived in {waiver}", "tạm chấp nhận tại {waiver}"),
        "path": Text("the way of the data:", "đường đi của dữ liệu:"),
        "applicability": Text(
            "Describe these first: they decide which clauses apply ({count})",
            "Cần mô tả trước: quyết định điều khoản nào áp dụng ({count})",
        ),
        "shortfalls": Text("Falls short ({count})", "Chưa đạt yêu cầu ({count})"),
        "undecided": Text("Cannot be told ({count})", "Không xác định được ({count})"),
        "undeclared": Text("Not described ({count})", "Chưa mô tả ({count})"),
        "deadlines": Text("Still to come ({count})", "Chưa đến hạn ({count})"),
        "relied": Text(
            "Relied on and not verified ({count})",
            "Chấp nhận theo khai báo, không xác minh ({count})",
        ),
        "takes-away": Text(
            "clauses that this takes away ({count}): {clauses}",
            "điều khoản không được hỏi đến vì vậy ({count}): {clauses}",
        ),
        "shared-with": Text("together with: {names}", "cùng với: {names}"),
        "accepted-by": Text("accepted by {approver}", "{approver} đã chấp nhận"),
        "loosened": Text(
            "Loosened: less is reported than the policies would ({count})",
            "Đã nới lỏng: báo cáo ít hơn so với chính sách ({count})",
        ),
        "exposure": Text(
            "Exposure: a floor of the ranges that the clauses name, not a forecast",
            "Mức tiền mà các điều khoản nêu: mức sàn của các khung, không phải dự báo",
        ),
        "judged": Text("Clauses judged", "Điều khoản đã đánh giá"),
        # findings
        "shortfall": Text(
            "{subject} falls short of: {title}", "{subject} chưa đạt yêu cầu: {title}"
        ),
        "cannot-tell": Text(
            "it cannot be told of {subject}: {title}", "không xác định được với {subject}: {title}"
        ),
        "also-here": Text("also: {message}", "liên quan: {message}"),
        "more-places": Text("and {count} more places", "và {count} vị trí khác"),
        "more-places-one": Text("and one more place", "và một vị trí khác"),
        "kind-flows": Text("flows", "luồng"),
        "kind-systems": Text("systems", "hệ thống"),
        "kind-parties": Text("parties", "bên"),
        "kind-assessments": Text("assessments", "hồ sơ đánh giá"),
        "kind-organisation": Text("organisation", "tổ chức"),
        "used-by": Text("used by {count} {kind}: {names}", "được dùng bởi {count} {kind}: {names}"),
        "used-by-one": Text("used by {names}", "được dùng bởi {names}"),
        "names-more": Text("{names} and {count} more", "{names} và {count} mục khác"),
        "asks": terms.ASKS,
        "cited": Text("{clause} ({fine}): {says}", "{clause} ({fine}): {says}"),
        "cited-bare": Text("{clause}: {says}", "{clause}: {says}"),
        "drives": Text(
            "the strictest of the numbers asked: it decides",
            "nghiêm nhất trong các con số được yêu cầu: có tính quyết định",
        ),
        "sanction": Text("sanctioned by {clause}: {what}", "chế tài tại {clause}: {what}"),
        "raised-by": Text("raised by {clause}", "nâng theo {clause}"),
        "remedies": Text("to put right: {measures}", "buộc khắc phục: {measures}"),
        "additional": Text("it can also bring: {measures}", "có thể kèm theo: {measures}"),
        "see-above": Text("(more on this clause above)", "(xem thêm ở trên)"),
        "part": Text(
            "judged in part; no description shows: {what}",
            "chỉ đánh giá được một phần; mô tả không cho thấy: {what}",
        ),
        "part-bare": Text("judged in part", "chỉ đánh giá được một phần"),
        "reconstructed": Text("reconstructed: {what}", "được dựng lại: {what}"),
        "doubt": Text("doubt: {what}", "điểm chưa rõ: {what}"),
        "same": Text("as for {clause} above", "như tại {clause} ở trên"),
        "echo": Text(
            "also cited, as clauses that repeat others: {clauses}",
            "cũng dẫn chiếu, là điểm quy định lặp lại: {clauses}",
        ),
        "more-clauses": Text("also cited: {clauses}", "cũng dẫn chiếu: {clauses}"),
        "help": Text("help: {help}", "gợi ý: {help}"),
        # lists
        "keeps-unjudged": Text(
            "{count} clauses cannot be judged for want of this.",
            "Vì thiếu các nội dung này, {count} điều khoản không đánh giá được.",
        ),
        "keeps-unjudged-one": Text(
            "One clause cannot be judged for want of this.",
            "Vì thiếu nội dung này, một điều khoản không đánh giá được.",
        ),
        "clauses-more": Text("{clauses} and {count} more", "{clauses} và {count} điểm khác"),
        "setting": Text("{what}: {value} ({source})", "{what}: {value} ({source})"),
        # exposure
        "declared": Text("declared and falling short", "đã mô tả và chưa đạt yêu cầu"),
        "if-undeclared-too": Text(
            "with what is not described, if that is missing too",
            "kể cả phần chưa mô tả, nếu phần đó cũng thiếu",
        ),
        "acts": Text("{count} acts, {amount}", "{count} hành vi, {amount}"),
        "acts-one": Text("{count} act, {amount}", "{count} hành vi, {amount}"),
        "acts-none": terms.NONE,
        "not-added": Text(
            "The second figure holds the first; the two are not added.",
            "Con số thứ hai đã bao gồm con số thứ nhất; không cộng hai con số.",
        ),
        "draft-amounts": Text(
            "{instrument}: a draft names these amounts; they bind nobody",
            "{instrument}: mức tiền nêu trong một dự thảo; không ràng buộc ai",
        ),
        "apart": Text("not counted in either: {what}", "không tính vào hai con số trên: {what}"),
        "notes": Text("Beside the figures: {notes}", "Ngoài các con số: {notes}"),
        "scenario": Text(
            "only if data leaked after a transfer, of {citizens} citizens: {clause} ({fine})",
            "chỉ khi lộ dữ liệu sau khi chuyển ra nước ngoài, của {citizens} công dân: "
            "{clause} ({fine})",
        ),
        # what was judged
        "judged-of": Text(
            "{regime}: judged {count} of {all} clauses ({whole} whole, {part} in part)",
            "{regime}: đã đánh giá {count} trên {all} điều khoản ({whole} trọn vẹn, {part} một phần)",
        ),
        "judged-of-linked": Text(
            "{regime}: judged {count} of {all} clauses ({whole} whole, {part} in part, {linked} "
            "sanctions by their duties)",
            "{regime}: đã đánh giá {count} trên {all} điều khoản ({whole} trọn vẹn, {part} một phần, "
            "{linked} chế tài theo nghĩa vụ mà chúng xử phạt)",
        ),
        "not-binding": Text(
            "{count} further clauses do not bind on this day",
            "{count} điều khoản khác không có hiệu lực vào ngày này",
        ),
        "not-binding-one": Text(
            "one further clause does not bind on this day",
            "một điều khoản khác không có hiệu lực vào ngày này",
        ),
        "state-falls_short": Text("{count} fall short", "{count} chưa đạt yêu cầu"),
        "state-falls_short-one": Text("{count} falls short", "{count} chưa đạt yêu cầu"),
        "state-holds": Text("{count} hold as described", "{count} đạt theo mô tả"),
        "state-holds-one": Text("{count} holds as described", "{count} đạt theo mô tả"),
        "state-undeclared": terms.SO_MANY_NOT_DESCRIBED,
        "state-undecided": terms.SO_MANY_UNTOLD,
        "state-not_applicable": Text("{count} not applicable", "{count} không áp dụng"),
        "state-elsewhere": Text(
            "{count} judged at other clauses", "{count} được đánh giá tại điều khoản khác"
        ),
        "state-conduct": Text(
            "{count} on conduct that no description shows",
            "{count} về hành vi mà mô tả không cho thấy",
        ),
        "state-escalation": Text("{count} on repeated acts", "{count} về hành vi lặp lại"),
        "state-outside": Text(
            "{count} outside what is described", "{count} nằm ngoài nội dung mô tả"
        ),
        "state-later": Text("{count} not yet looked into", "{count} chưa được xem xét"),
        "applies-not": Text(
            "{instrument} does not apply ({count} clauses): {because}",
            "{instrument} không áp dụng ({count} điều khoản): {because}",
        ),
        "applies-not-mostly": Text(
            "{instrument} does not apply ({count} clauses), mostly: {because}",
            "{instrument} không áp dụng ({count} điều khoản), chủ yếu: {because}",
        ),
        # the last line
        "count-error": Text("{count} errors", "{count} lỗi"),
        "count-error-one": Text("{count} error", "{count} lỗi"),
        "count-warning": Text("{count} warnings", "{count} cảnh báo"),
        "count-warning-one": Text("{count} warning", "{count} cảnh báo"),
        "count-note": Text("{count} notes", "{count} ghi chú"),
        "count-note-one": Text("{count} note", "{count} ghi chú"),
        "nothing": Text("nothing to report at this level", "không có gì để báo cáo ở mức này"),
        "in-files": Text("{counts} in {files} files", "{counts} trong {files} tệp"),
        "in-files-one": Text("{counts} in {files} file", "{counts} trong {files} tệp"),
        "waived": Text("{count} waived", "{count} được tạm chấp nhận"),
        "baselined": Text("{count} known from the baseline", "{count} đã có trong mốc so sánh"),
        "skipped": Text("{count} files skipped", "{count} tệp bị bỏ qua"),
        "skipped-one": Text("{count} file skipped", "{count} tệp bị bỏ qua"),
    }
)
say = SENTENCES.say
