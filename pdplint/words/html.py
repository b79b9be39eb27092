"""What only the page in HTML says."""

from __future__ import annotations

from pdplint.model.text import Text
from pdplint.words import terms
from pdplint.words.sentences import Sentences

SENTENCES = Sentences(
    {
        # the frame
        "title": Text("pdplint report: {counts}", "Báo cáo pdplint: {counts}"),
        "heading": Text("Handling of personal data", "Việc xử lý dữ liệu cá nhân"),
        "skip": Text("Skip to the findings", "Chuyển đến các phát hiện"),
        "contents": Text("Contents", "Mục lục"),
        "made-by": Text(
            "Made by pdplint {version}. One file: it loads nothing and sends nothing.",
            "Tạo bởi pdplint {version}. Chỉ một tệp: không tải và không gửi dữ liệu nào.",
        ),
        "library": Text(
            "The map is laid out by dagre; its MIT licence stands in the source of this page.",
            "Sơ đồ được bố trí bằng dagre; giấy phép MIT của thư viện nằm trong mã nguồn trang này.",
        ),
        # summary
        "summary": Text("Summary", "Tóm tắt"),
        "errors": Text("Errors", "Lỗi"),
        "warnings": Text("Warnings", "Cảnh báo"),
        "notes": Text("Notes", "Ghi chú"),
        "waived": Text("Waived", "Tạm chấp nhận"),
        "baselined": Text("From the baseline", "Theo mốc so sánh"),
        "flows": Text("Flows described", "Luồng được mô tả"),
        "files": Text("Files read", "Tệp đã đọc"),
        "skipped": Text("Files skipped", "Tệp bị bỏ qua"),
        "bar": Text("States of the clauses: {states}", "Trạng thái các điều khoản: {states}"),
        # the map
        "map": Text("Where the data goes", "Dữ liệu đi đâu"),
        "map-about": Text(
            "{nodes} systems and parties, {flows} flows; abroad: {crossings}.",
            "{nodes} hệ thống và bên tham gia, {flows} luồng; ra nước ngoài: {crossings}.",
        ),
        "map-keys": Text(
            "Map. Arrow keys move it, + and - zoom, 0 fits it into the frame.",
            "Sơ đồ. Phím mũi tên để di chuyển, + và - để phóng to, thu nhỏ, 0 để vừa khung.",
        ),
        "map-failed": Text(
            "The map could not be drawn; the table below says the same.",
            "Không vẽ được sơ đồ; bảng dưới đây có cùng nội dung.",
        ),
        "zoom-in": Text("Zoom in", "Phóng to"),
        "zoom-out": Text("Zoom out", "Thu nhỏ"),
        "zoom-fit": Text("Fit", "Vừa khung"),
        "as-table": Text("The same as a table", "Dạng bảng"),
        "flow": Text("Flow", "Luồng"),
        "from": Text("From", "Từ"),
        "to": Text("To", "Đến"),
        "marks": Text("Marks", "Đánh dấu"),
        "crossing": Text("goes abroad", "ra nước ngoài"),
        "unclear": Text("perhaps abroad", "có thể ra nước ngoài"),
        "data": Text("Data", "Dữ liệu"),
        "place-unknown": Text("country not known", "chưa rõ quốc gia"),
        "found": Text("{count} findings", "{count} phát hiện"),
        "found-one": Text("{count} finding", "{count} phát hiện"),
        "legend-system": Text("system", "hệ thống"),
        "legend-party": Text("party", "bên tham gia"),
        "legend-subject": Text("data subject or other source", "chủ thể dữ liệu hoặc nguồn khác"),
        "legend-crossing": Text("flow that goes abroad", "luồng ra nước ngoài"),
        "legend-unclear": Text("flow that perhaps does", "luồng có thể ra nước ngoài"),
        "legend-found": Text("has findings", "có phát hiện"),
        # filters
        "findings": Text("Findings", "Các phát hiện"),
        "no-findings": Text("There are no findings.", "Không có phát hiện nào."),
        "filters": Text("Filter the findings", "Lọc các phát hiện"),
        "search": Text("Text", "Nội dung"),
        "severity": terms.SEVERITY,
        "kind": terms.KIND,
        "aside": Text("Set aside", "Loại khỏi kết quả"),
        "control": terms.CONTROL,
        "clause": Text("Clause", "Điều khoản"),
        "file": Text("File", "Tệp"),
        "subject": Text("Subject", "Đối tượng"),
        "all": Text("All", "Tất cả"),
        "reset": Text("Show all", "Hiện tất cả"),
        "share": Text(
            "The address of the page holds the filter: share it to share the view.",
            "Địa chỉ trang chứa bộ lọc: chia sẻ địa chỉ để chia sẻ kết quả lọc.",
        ),
        "shown": Text("{count} of {all} findings shown", "Đang hiện {count} trên {all} phát hiện"),
        "none-shown": Text(
            "No finding fits this filter. Show all, or take off a part of it.",
            "Không có phát hiện nào khớp bộ lọc. Hãy hiện tất cả hoặc bỏ bớt điều kiện.",
        ),
        "kind-shortfall": terms.FALLS_SHORT,
        "kind-undeclared": terms.NOT_DESCRIBED,
        "kind-undecided": terms.UNTOLD,
        "kind-problem": Text("cannot be read", "không đọc được"),
        "aside-standing": Text("standing", "tính vào kết quả"),
        "aside-waived": Text("waived", "tạm chấp nhận"),
        "aside-baselined": terms.KNOWN,
        # findings
        "link": Text("Link to this finding", "Liên kết đến phát hiện này"),
        "hops": Text("The way the data goes", "Đường đi của dữ liệu"),
        "related": Text("See also", "Liên quan"),
        "asks": Text("Asks", "Yêu cầu"),
        "help": Text("What to do", "Cách khắc phục"),
        "cited": terms.CLAUSES,
        "more-clauses": Text("{count} more clauses", "{count} điều khoản khác"),
        "more-clauses-one": Text("{count} more clause", "{count} điều khoản khác"),
        "waiver": Text(
            "Waived until {until} by {approver} ({ticket}): {reason}",
            "Tạm chấp nhận đến {until}, người duyệt {approver} ({ticket}): {reason}",
        ),
        "known": Text(
            "Known from the baseline: shown, and not counted against the run.",
            "Đã có trong mốc so sánh: vẫn hiển thị nhưng không tính vào kết quả.",
        ),
        # the ledger
        "ledger": terms.CLAUSES,
        "ledger-about": Text(
            "Every clause of every regime asked, and what became of it.",
            "Mọi điều khoản của từng bộ quy định được hỏi và kết quả của từng điều khoản.",
        ),
        "article": Text("Article {article}: {title}", "Điều {article}: {title}"),
        "state": Text("State", "Trạng thái"),
        "clauses-shown": Text(
            "{count} of {all} clauses shown", "Đang hiện {count} trên {all} điều khoản"
        ),
        "state-falls_short": terms.FALLS_SHORT,
        "state-holds": terms.HOLDS,
        "state-undeclared": terms.NOT_DESCRIBED,
        "state-undecided": terms.UNTOLD,
        "state-not_applicable": terms.NOT_APPLICABLE,
        "state-elsewhere": terms.ELSEWHERE,
        "state-conduct": Text("conduct", "hành vi"),
        "state-escalation": Text("on repeated acts", "hành vi lặp lại"),
        "state-outside": Text("outside", "nằm ngoài mô tả"),
        "state-later": terms.LATER,
        "whole": Text("judged whole", "đánh giá trọn vẹn"),
        "in-part": Text("judged in part", "đánh giá một phần"),
        "because": Text("Because: {what}", "Lý do: {what}"),
        "subjects": Text("Subjects: {counts}", "Đối tượng: {counts}"),
        "rests-on": Text("rests on: {what}", "căn cứ: {what}"),
        "see-findings": Text("Show the findings", "Xem các phát hiện"),
        # the rest
        "exposure": Text("Exposure", "Mức tiền được nêu"),
        "exposure-about": Text(
            "A floor of the ranges that the clauses name, not a forecast.",
            "Mức sàn của các khung mà điều khoản nêu, không phải dự báo.",
        ),
        "beside": Text("Beside the figures", "Ngoài các con số"),
        "deadlines": Text("Still to come", "Chưa đến hạn"),
        "days-left": Text("in {count} days", "còn {count} ngày"),
        "days-left-one": Text("in {count} day", "còn {count} ngày"),
        "relied": Text("Relied on and not verified", "Chấp nhận theo khai báo, không xác minh"),
        "loosened": Text("Loosened", "Đã nới lỏng"),
        "loosened-about": Text(
            "Less is reported than the policies would.", "Báo cáo ít hơn so với chính sách."
        ),
        "loosened-none": Text(
            "Nothing is loosened: all that the policies ask is reported.",
            "Không có nới lỏng: mọi nội dung chính sách yêu cầu đều được báo cáo.",
        ),
    }
)
say = SENTENCES.say
