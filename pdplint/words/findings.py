"""What a run finds, and why: of descriptions, of waivers and of clauses."""

from __future__ import annotations

from pdplint.model.text import Text
from pdplint.words.sentences import Sentences

SENTENCES = Sentences(
    {
        # what judging says of one place
        "not-described": Text("not described: {requires}", "chưa mô tả: {requires}"),
        "described": Text("{label} described", "{label} có mô tả"),
        "lacking": Text("lacking: {what}", "thiếu: {what}"),
        "declared-none": Text("none is described", "mô tả là không có"),
        "unknown": Text("cannot be told here", "không xác định được tại đây"),
        "untold-by_size": Text(
            "a log that others overwrite once it is full lasts for no certain time: keep its entries for a time, and write that",
            "nhật ký bị ghi đè khi đầy nên không xác định được thời gian lưu: hãy lưu theo thời gian và ghi thời gian đó",
        ),
        "untold-click_through": Text(
            "on which day the terms were accepted by a click is not known: write it, if it is on record",
            "không rõ ngày chấp nhận điều khoản: hãy ghi ngày đó nếu có lưu lại",
        ),
        "other-event": Text(
            "{value} is counted from {event} and {limit} from {other}: count both from the same event",
            "{value} tính từ {event} còn {limit} tính từ {other}: hãy tính cả hai từ cùng một mốc",
        ),
        "other-unit": Text(
            "{value} may be more or less than {limit}: write it in {unit}",
            "{value} có thể dài hơn hoặc ngắn hơn {limit}: hãy ghi bằng đơn vị {unit}",
        ),
        "or": Text("{first}, or {second}", "{first}, hoặc {second}"),
        "and": Text("{first}; {second}", "{first}; {second}"),
        "compared-with": Text("compared with {value} here", "so với {value} tại đây"),
        "comes-from": Text("it comes from here", "bắt nguồn từ đây"),
        "asked-by": Text("asked for {subject}", "được yêu cầu cho {subject}"),
        "due": Text("due by {date}; {days} days left", "hạn đến {date}; còn {days} ngày"),
        "due-between": Text(
            "due by a day between {first} and {last}, as days off are not announced yet; {days} days left"
            " until the first",
            "hạn cuối nằm giữa {first} và {last} vì lịch nghỉ chưa được công bố; còn {days} ngày đến ngày"
            " sớm nhất",
        ),
        "overdue": Text(
            "not described, and was due by {date}", "chưa mô tả, và đã quá hạn ngày {date}"
        ),
        "due-unsure": Text(
            "not described; the last day lies between {first} and {last}, as days off are not announced yet",
            "chưa mô tả; hạn cuối nằm giữa {first} và {last} vì lịch nghỉ chưa được công bố",
        ),
        # built-in controls
        "title-not-described": Text(
            "What a clause asks about is described", "Nội dung mà điều khoản hỏi đến được mô tả"
        ),
        "help-not-described": Text(
            "Describe it, or write none or [] where there is none; what is left out cannot be judged.",
            "Hãy mô tả, hoặc ghi none hay [] nếu không có; nội dung bỏ trống thì không đánh giá được.",
        ),
        "title-applicability": Text(
            "Whom a clause addresses can be told", "Xác định được điều khoản áp dụng cho ai"
        ),
        "help-applicability": Text(
            "Describe this fact first: whether the clauses apply hinges on it, and until then they are not judged.",
            "Hãy mô tả dữ kiện này trước: việc các điều khoản có áp dụng hay không phụ thuộc vào nó.",
        ),
        "applicability": Text(
            "whether clauses apply ({count}) hinges on this, and it is not told",
            "việc các điều khoản ({count}) có áp dụng hay không phụ thuộc vào dữ kiện này, nhưng chưa xác định được",
        ),
        "title-nothing-described": Text("There is something to judge", "Có nội dung để đánh giá"),
        "nothing-described": Text(
            "no {kind} described in this workspace: {count} clauses had nothing to judge",
            "không có {kind} nào được mô tả: {count} điều khoản không có gì để đánh giá",
        ),
        "help-nothing-described": Text(
            "Add `{kind}:` to a description; see `pdplint schema` and the examples.",
            "Hãy thêm `{kind}:` vào một tệp mô tả; xem `pdplint schema` và các ví dụ.",
        ),
        "title-limit": Text(
            "All that is handed down is judged", "Mọi nội dung được chuyển tiếp đều được đánh giá"
        ),
        "help-limit": Text(
            "Declare at the copies out of it what they take over, or name entries that the flows into it share: flows that hand down alike are judged once.",
            "Hãy ghi ngay tại các luồng đi ra những nội dung mà chúng nhận lại, hoặc dùng chung các mục cho những luồng đi vào: các luồng chuyển tiếp giống nhau chỉ được đánh giá một lần.",
        ),
        "limit": Text(
            "more than {most} flows hand down unlike to the copies out of {system}, which were judged against the first {most} alone: of {count} clauses the rest cannot be told",
            "hơn {most} luồng chuyển tiếp nội dung khác nhau cho các bản sao đi ra từ {system}, trong đó chỉ {most} luồng đầu được đánh giá: phần còn lại của {count} điều khoản không xác định được",
        ),
        "limit-sources": Text(
            "more flows hand down unlike through {system} than are judged",
            "số luồng chuyển tiếp nội dung khác nhau qua {system} nhiều hơn mức được đánh giá",
        ),
        "title-syntax": Text("The file can be read", "Đọc được tệp"),
        "title-shape": Text("The description has the form of format 1", "Mô tả đúng định dạng 1"),
        "title-reference": Text("Every id leads to something", "Mọi mã tham chiếu đều có đích"),
        "title-contradiction": Text("Two statements agree", "Các nội dung khớp nhau"),
        "title-file": Text("The file that is named is there", "Tệp được nêu tên có tồn tại"),
        # waivers and baselines
        "title-waiver": Text("Every waiver holds", "Mọi mục tạm chấp nhận đều dùng được"),
        "title-baseline": Text(
            "The baseline holds only what is still found", "Mốc so sánh chỉ giữ những gì vẫn còn"
        ),
        "waiver-documents": Text(
            "a file of waivers is one document", "tệp tạm chấp nhận chỉ gồm một tài liệu"
        ),
        "waiver-expired": Text(
            "this waiver ended on {date} and waives nothing; mend what it was for, or have it approved anew",
            "mục tạm chấp nhận này đã hết hạn ngày {date} và không còn tác dụng; hãy khắc phục, hoặc xin duyệt lại",
        ),
        "waiver-ends-soon": Text(
            "this waiver ends on {date}, in {days} days",
            "mục tạm chấp nhận này hết hạn ngày {date}, còn {days} ngày",
        ),
        "waiver-unused": Text(
            "nothing was found that this waiver is for; take it out",
            "không tìm thấy nội dung nào ứng với mục tạm chấp nhận này; hãy xóa đi",
        ),
        "waiver-control": Text(
            "there is no control {value}{hint}", "không có nội dung kiểm tra {value}{hint}"
        ),
        "waiver-clause": Text(
            "there is no clause {value}{hint}", "không có điều khoản {value}{hint}"
        ),
        "waiver-subject": Text(
            "{value} is not described in this workspace{hint}",
            "{value} không có trong không gian này{hint}",
        ),
        "waiver-new": Text(
            "this waiver is new with the change: whoever answers for the gate has to agree to it first",
            "mục tạm chấp nhận này mới có trong thay đổi: người chịu trách nhiệm về cổng kiểm tra phải đồng ý trước",
        ),
        "waiver-never": Text(
            "{clause} cannot be waived: its instrument does not allow it",
            "không được tạm chấp nhận {clause}: bộ quy định này không cho phép",
        ),
        "waiver-too-long": Text(
            "a waiver of {instrument} may last {longest} at most, that is until {latest}",
            "mục tạm chấp nhận theo {instrument} kéo dài tối đa {longest}, tức là đến {latest}",
        ),
        "waiver-reopened": Text(
            "this waiver does not accept {clauses}, so the finding stays open",
            "mục tạm chấp nhận này không bao gồm {clauses} nên phát hiện vẫn được tính",
        ),
        "baseline-stale": Text(
            "this is no longer found; run `pdplint baseline` to take it out",
            "nội dung này không còn nữa; hãy chạy `pdplint baseline` để xóa khỏi mốc so sánh",
        ),
        "baseline-reopened": Text(
            "the baseline knows this without {clauses}, so it is new",
            "mốc so sánh chưa có {clauses} nên đây là nội dung mới",
        ),
        "own-title": Text("Our own numbers", "Định mức riêng của tổ chức"),
        "own-about": Text(
            "Numbers that the organisation set itself, in the parameters of its config; no law names them and no fine stands behind them.",
            "Các định mức do tổ chức tự đặt trong tệp cấu hình; không do luật quy định và không gắn với mức phạt nào.",
        ),
        "own-says": Text("our own number: {own}", "định mức riêng: {own}"),
        "own-beside": Text(
            "our own number: {own}; of {clauses}: {theirs}",
            "định mức riêng: {own}; theo {clauses}: {theirs}",
        ),
        # shape
        "key-unknown": Text("there is no key {key} here{hint}", "ở đây không có khóa {key}{hint}"),
        "key-unknown-list": Text("; known here: {known}", "; các khóa có thể dùng: {known}"),
        "key-wrong": Text(
            "{key} is not an id: use lower-case letters, digits and hyphens, a letter first, 63 at most; "
            "subject, third_party, organisation, none and worldwide are reserved",
            "{key} không phải là mã hợp lệ: dùng chữ thường, số và dấu gạch nối, bắt đầu bằng chữ, tối đa 63 ký tự; "
            "subject, third_party, organisation, none và worldwide là từ dành riêng",
        ),
        "key-missing": Text("the key {key} is missing", "thiếu khóa {key}"),
        "word-unknown": Text(
            "{value} is not known here{hint}", "không có giá trị {value} ở đây{hint}"
        ),
        "type-wrong": Text(
            "{found} stands here; {wanted} is wanted", "ở đây là {found}; cần {wanted}"
        ),
        "version-wrong": Text(
            "{value} is not a version of the format; write pdplint: 1",
            "{value} không phải là phiên bản định dạng; hãy ghi pdplint: 1",
        ),
        "none-wrong": Text(
            "{value} is not a block; write its keys, or none",
            "{value} không phải là khối nội dung; hãy ghi các khóa, hoặc none",
        ),
        "id-wrong": Text(
            "{value} is not an id; write the id of one of {wanted}",
            "{value} không phải là mã; hãy ghi mã thuộc {wanted}",
        ),
        "clause-wrong": Text(
            "{value} is not a clause; write INSTRUMENT/ID, as in draft-2021/15.1.e",
            "{value} không phải là điều khoản; hãy ghi INSTRUMENT/ID, ví dụ draft-2021/15.1.e",
        ),
        "words-wrong": Text(
            "{value} is not a list; write a list, or {words}",
            "{value} không phải là danh sách; hãy ghi danh sách, hoặc {words}",
        ),
        "duration-wrong": Text(
            "{reason}",
            "không đọc được thời hạn {value}: ghi một số và một đơn vị trong min h d w mo y wd, ví dụ 48h, hoặc forever",
        ),
        "deadline-wrong": Text(
            "{value} is no time to act; write a duration, or none where nothing is promised",
            "{value} không phải là thời hạn thực hiện; hãy ghi một thời hạn, hoặc none nếu không cam kết",
        ),
        "date-wrong": Text(
            "{reason}", "không đọc được ngày {value}: ghi năm-tháng-ngày, ví dụ 2026-01-05"
        ),
        "too-few": Text("this is empty; at least one is wanted", "đang để trống; cần ít nhất một"),
        "twice": Text("an item stands here twice", "có mục bị lặp lại"),
        "long-text": Text(
            "this text has {length} characters; write {limit} at most",
            "nội dung này dài {length} ký tự; hãy ghi tối đa {limit} ký tự",
        ),
        "empty-text": Text("this text is empty", "nội dung để trống"),
        "other-shape": Text("{reason}", "không đúng định dạng: {reason}"),
        "no-marker": Text(
            "this looks like a description and does not say pdplint: 1",
            "tệp giống một mô tả nhưng không ghi pdplint: 1",
        ),
        "empty-document": Text("nothing is described in this file", "tệp này không mô tả gì"),
        # linking
        "reference-unknown": Text(
            "{id} is not described in this workspace{hint}",
            "{id} không có trong không gian này{hint}",
        ),
        "did-you-mean": Text("; did you mean {near}?", "; có phải là {near}?"),
        "reference-kind": Text(
            "{id} is one of {found}; one of {wanted} is wanted", "{id} thuộc {found}; cần {wanted}"
        ),
        "reference-unreadable": Text(
            "{id} is in no file that could be read; {path} could not be read whole",
            "{id} không có trong các tệp đọc được; {path} không đọc được trọn vẹn",
        ),
        "id-twice": Text("{id} is described twice", "{id} được mô tả hai lần"),
        "id-other": Text("the other one is here", "nội dung kia ở đây"),
        "organisation-twice": Text(
            "the organisation is described twice; it stands once in a workspace",
            "tổ chức được mô tả hai lần; chỉ được một lần trong một không gian",
        ),
        "file-missing": Text(
            "{path} is not a file of this workspace",
            "{path} không phải là tệp trong không gian này",
        ),
        "heading-missing": Text(
            "{path} has no heading #{heading}", "{path} không có tiêu đề #{heading}"
        ),
        "file-outside": Text("{path} leads out of the workspace", "{path} dẫn ra ngoài không gian"),
        # contradictions: the two facts, and what to do
        "region-country": Text(
            "{region} is in {country}, which hosted_in does not name",
            "{region} nằm ở {country}, không có trong hosted_in",
        ),
        "role-countries": Text("the countries that hold a copy", "các quốc gia có bản sao"),
        "region-host": Text(
            "{region} is a region of a cloud, and the organisation offers none: write the party it is rented from as hosted_by, or name cloud_computing among the services",
            "{region} là khu vực của một đám mây, mà tổ chức không cung cấp đám mây: hãy ghi bên cho thuê vào hosted_by, hoặc nêu cloud_computing trong services",
        ),
        "role-region": Text(
            "the region, and the services named", "khu vực và các dịch vụ được nêu"
        ),
        "machines-host": Text(
            "it runs on machines of the organisation, it is said here, and on those of {host}: say which of the two, or that they are rented, colocated or a cloud",
            "ở đây khai hệ thống chạy trên máy của tổ chức, nhưng cũng khai máy của {host}: hãy chọn một trong hai, hoặc ghi máy thuê, máy đặt nhờ hay đám mây",
        ),
        "role-host": Text("whose machines these are", "bên có máy"),
        "services-sites": Text(
            "no online service is offered, it is said here, and people use what the organisation runs ({systems}): name the service, website for one, or say what the systems are",
            "ở đây khai không có dịch vụ trực tuyến nào, nhưng tổ chức vận hành hệ thống cho người dùng ({systems}): hãy ghi dịch vụ đó, ví dụ website, hoặc sửa loại hệ thống",
        ),
        "role-site": Text("what people use", "hệ thống cho người dùng"),
        "platform-services": Text(
            "a platform is run here ({platform}), and no service is named that has one: name in organisation.services which of these it is ({services}), or take the platform out here",
            "ở đây khai có vận hành nền tảng ({platform}), nhưng không nêu dịch vụ nào có nền tảng như vậy: hãy ghi dịch vụ phù hợp ({services}) vào organisation.services, hoặc bỏ nền tảng ở đây",
        ),
        "e-commerce-none": Text(
            "there is no e-commerce, it is said here, and it is among the services: describe it, with platforms: [] where all is sold on platforms of others, or take e_commerce out of the services",
            "ở đây khai không có thương mại điện tử, nhưng dịch vụ này có trong services: hãy mô tả, với platforms: [] nếu chỉ bán trên nền tảng của bên khác, hoặc bỏ e_commerce khỏi services",
        ),
        "function-platforms": Text(
            "{function} is something done on an own platform, and none is run, it is said: name its kind in e_commerce.platforms, or take this out",
            "{function} là chức năng trên nền tảng của mình, nhưng ở đây khai không vận hành nền tảng nào: hãy ghi loại nền tảng vào e_commerce.platforms, hoặc bỏ chức năng này",
        ),
        "role-platforms": Text("the platforms named", "các nền tảng được nêu"),
        "role-services": Text("the services named", "các dịch vụ được nêu"),
        "accounts-sign-in": Text(
            "{system} has no accounts, it is said here, and people hand over what they sign in with: describe the accounts, or take that out of the data",
            "ở đây khai {system} không có tài khoản, nhưng người dùng cung cấp thông tin đăng nhập: hãy mô tả tài khoản, hoặc bỏ loại dữ liệu đó",
        ),
        "role-sign-in": Text("what people sign in with", "thông tin đăng nhập"),
        "passwords-data": Text(
            "{system} has no passwords, it is said here, and a password is among the data: say how it is stored, or take it out of the data",
            "ở đây khai {system} không có mật khẩu, nhưng dữ liệu có mật khẩu: hãy ghi cách lưu mật khẩu, hoặc bỏ loại dữ liệu đó",
        ),
        "role-password": Text("the password", "mật khẩu"),
        "marketing-other-use": Text(
            "advertising reaches people by this flow, it is said here, and its purpose is used for {use}: give the advertising a flow and a purpose of its own, with a use under marketing, or write marketing: none",
            "ở đây khai luồng này dùng để quảng cáo, nhưng mục đích của luồng là {use}: hãy tách quảng cáo thành luồng và mục đích riêng, có use thuộc marketing, hoặc ghi marketing: none",
        ),
        "technology-unnamed": Text(
            "{technology} is used here, and the organisation does not name it: add it to "
            "organisation.technologies, or take it out here",
            "{technology} được dùng ở đây nhưng tổ chức không nêu: bổ sung vào organisation.technologies "
            "hoặc bỏ ở đây",
        ),
        "technology-unused": Text(
            "the organisation uses {technology}, and no system here does: say at the system that does, "
            "or take it out here",
            "tổ chức dùng {technology} nhưng không hệ thống nào ở đây dùng: nêu tại hệ thống có dùng, "
            "hoặc bỏ ở đây",
        ),
        "role-technologies": Text("the technologies named", "các công nghệ được nêu"),
        "marketing-none": Text(
            "no advertising reaches people by this flow, it is said here, and its purpose is used for {use}: say whose data is used (marketing.audience), or correct the use of the purpose",
            "ở đây khai luồng này không dùng để quảng cáo, nhưng mục đích của luồng là {use}: hãy ghi dữ liệu của ai được dùng (marketing.audience), hoặc sửa use của mục đích",
        ),
        "role-use": Text("the use of its purpose", "use của mục đích"),
        "third-party-subject": Text(
            "whoever takes data from the people themselves is no third party to it: say which of controller, processor and controller_processor the organisation is, or from whom else the data comes",
            "bên lấy dữ liệu từ chính chủ thể dữ liệu không phải là bên thứ ba: hãy ghi tổ chức là controller, processor hay controller_processor, hoặc ghi đúng nguồn dữ liệu",
        ),
        "role-from": Text("where the data comes from", "nguồn của dữ liệu"),
        "default-act": Text(
            "{act} is an act, and before it there is no choice that could stand at yes: write default_on: false, or what stands at yes (tick_box, setting) as expressed_by",
            "{act} là một hành động nên trước đó không có lựa chọn nào được chọn sẵn: hãy ghi default_on: false, hoặc ghi đúng thứ được chọn sẵn (tick_box, setting) vào expressed_by",
        ),
        "role-act": Text("the act that expresses it", "hành động thể hiện sự đồng ý"),
        "citizens-flows": Text(
            "data of {count} citizens of Vietnam is processed, and no flow that is described has any: describe where, unless that stands in another repository",
            "có xử lý dữ liệu của {count} công dân Việt Nam, nhưng không luồng nào được mô tả có công dân Việt Nam: hãy mô tả luồng đó, trừ khi đã mô tả ở kho mã khác",
        ),
        "role-citizens": Text("whose data it is", "dữ liệu của ai"),
        "worldwide": Text(
            "copies lie in no fixed countries, so it cannot be told whether one lies here",
            "các bản sao không nằm ở quốc gia cố định nên không xác định được có bản nào ở đây hay không",
        ),
        "hinges-on-data": Text(
            "not described: data of {flow}, and so whether others pass on what it brings",
            "chưa mô tả: data của {flow}, nên không rõ các luồng khác có chuyển tiếp dữ liệu đó hay không",
        ),
        "passed-on-untold": Text(
            "which data flows further on move is not described, and so whether a copy lies there",
            "chưa mô tả các luồng tiếp theo chuyển dữ liệu nào, nên không rõ có bản sao nào ở đó hay không",
        ),
        "not-filled": Text(
            "no described flow fills {name}, so where the data that leaves it comes from cannot be told",
            "không có luồng nào được mô tả đưa dữ liệu vào {name}, nên không rõ dữ liệu đi ra từ đâu mà có",
        ),
        "chain-broken": Text(
            "the data goes on to {system}, and where that is, is not described",
            "dữ liệu được chuyển tiếp đến {system} nhưng chưa mô tả hệ thống này nằm ở đâu",
        ),
        "hop": Text(
            "{flow}: from {source} to {recipients}", "{flow}: từ {source} đến {recipients}"
        ),
        "hops-left-out": Text(
            "(after {count} further steps) {hop}", "(sau {count} bước khác) {hop}"
        ),
        "backups-outlive": Text(
            "backups that are gone within {within}, the time that erasure is said to take (kept: {kept})",
            "bản sao lưu được xóa trong {within}, thời gian xóa đã nêu (đang giữ: {kept})",
        ),
        "no-processing-assessment": Text(
            "an impact assessment that covers this flow",
            "hồ sơ đánh giá tác động xử lý dữ liệu cho luồng này",
        ),
        "no-processing_on_behalf-assessment": Text(
            "a record of processing on behalf that covers this flow",
            "hồ sơ đánh giá tác động xử lý thay mặt cho luồng này",
        ),
        "no-transfer-assessment": Text(
            "a transfer assessment that covers this flow",
            "hồ sơ đánh giá tác động chuyển dữ liệu ra nước ngoài cho luồng này",
        ),
        "link-outside": Text(
            "this link leads out of the workspace and is not followed",
            "liên kết này dẫn ra ngoài không gian và không được mở",
        ),
        "unreadable": Text("the file cannot be read: {reason}", "không đọc được tệp: {reason}"),
        "not-regular": Text(
            "the file cannot be read: it is no regular file",
            "không đọc được tệp: đây không phải là tệp thường",
        ),
        "file-too-large": Text(
            "the file has more than {limit} bytes: split it",
            "tệp có hơn {limit} byte: hãy chia nhỏ",
        ),
        "not-looked-into": Text(
            "the file has more than {limit} bytes and was not looked into to its end: if it is a description, split it; if it is none, leave it out by exclude in pdplint.yaml",
            "tệp có hơn {limit} byte và chưa được xem đến cuối: nếu là mô tả, hãy chia nhỏ; nếu không, hãy loại ra bằng exclude trong pdplint.yaml",
        ),
        "folder-outside": Text(
            "this link leads out of what is read here and is not followed: put what belongs here in its place, or leave it out by exclude in pdplint.yaml",
            "liên kết này dẫn ra ngoài phạm vi được đọc và không được theo: hãy đặt nội dung thuộc về đây vào chỗ đó, hoặc loại ra bằng exclude trong pdplint.yaml",
        ),
        "folder-unlistable": Text(
            "the folder cannot be listed ({reason}), so what it holds was not judged: allow it, or leave it out by exclude in pdplint.yaml",
            "không liệt kê được thư mục ({reason}), nên nội dung trong đó chưa được đánh giá: hãy cấp quyền, hoặc loại ra bằng exclude trong pdplint.yaml",
        ),
        "folder-too-deep": Text(
            "folders lie more than {limit} deep in one another here, and what lies deeper was not judged",
            "thư mục lồng nhau quá {limit} tầng tại đây, phần nằm sâu hơn chưa được đánh giá",
        ),
        "title-paper": Text(
            "A paper that is named can be one", "Giấy tờ được nêu tên có thể là giấy tờ thật"
        ),
        "paper-empty": Text(
            "{path} has no text in it, so it is no paper",
            "{path} không có nội dung, nên không phải là giấy tờ",
        ),
        "paper-own": Text(
            "{path} is a file of pdplint (a description, config, waivers or baseline) and no paper",
            "{path} là tệp của pdplint (mô tả, cấu hình, tạm chấp nhận hoặc mốc so sánh), không phải giấy tờ",
        ),
        "paper-unread": Text("{path}: {reason}", "{path}: {reason}"),
        "paper-here": Text("and for this", "và cho nội dung này"),
        "paper-shared": Text(
            "{path} stands for {count} different matters ({matters}): a reader has to find each; name its own paper or #heading for each",
            "{path} được dùng cho {count} nội dung khác nhau ({matters}): người đọc phải tự tìm từng nội dung; hãy nêu giấy tờ hoặc #tiêu-đề riêng cho mỗi nội dung",
        ),
        "paper-placeholder": Text(
            "{path} still holds {left}, which `pdplint init` put there: write what is true of you",
            "{path} vẫn còn {left} do `pdplint init` ghi sẵn: hãy thay bằng thông tin thật",
        ),
        "placeholder": Text(
            "{left} is what `pdplint init` put here: write what is true of you",
            "{left} là nội dung do `pdplint init` ghi sẵn: hãy thay bằng thông tin thật",
        ),
        # exposure
        "exposure-floor": Text(
            "one act counts once, and the same shortfall at several places may be several acts: a floor of the ranges named, not a forecast",
            "mỗi hành vi tính một lần, trong khi cùng một thiếu sót ở nhiều nơi có thể là nhiều hành vi: đây là mức sàn của các khung được nêu, không phải dự báo",
        ),
        "abroad-here": Text("this is abroad: {countries}", "nơi này ở nước ngoài: {countries}"),
        "unjudged-system": Text(
            "no described flow leads to or from {system}, so what it takes in was not judged",
            "không có luồng nào được mô tả đi vào hoặc đi ra {system}, nên dữ liệu tại đây chưa được đánh giá",
        ),
        "unfilled-system": Text(
            "data leaves {system}, and no described flow fills it, so how the data came in was not judged",
            "dữ liệu đi ra từ {system} nhưng không có luồng nào được mô tả đưa dữ liệu vào, nên việc thu thập chưa được đánh giá",
        ),
        "help-unfilled-system": Text(
            "Describe the flow with which the data comes in, with {system} in its `to`.",
            "Hãy mô tả luồng đưa dữ liệu vào, với {system} trong `to` của luồng đó.",
        ),
        "help-unjudged-system": Text(
            "Name it in `to` or `from` of the flows that pass through it.",
            "Hãy nêu hệ thống này tại `to` hoặc `from` của các luồng đi qua nó.",
        ),
        "exposure-draft": Text(
            "the amounts are those of a draft that was never enacted",
            "các mức tiền thuộc một dự thảo chưa từng được ban hành",
        ),
        "exposure-individual": Text(
            "the amounts are those for individuals",
            "các mức tiền là mức áp dụng cho cá nhân",
        ),
        "exposure-individual-untold": Text(
            "the organisation counts as one person, for whom other amounts may apply",
            "tổ chức được tính như một cá nhân, có thể áp dụng mức tiền khác",
        ),
        "exposure-escalated": Text(
            "raised for earlier decisions: {clauses}",
            "đã nâng mức do có quyết định xử phạt trước: {clauses}",
        ),
        "exposure-raised": Text(
            "raised for whom or what it is about: {clauses}",
            "đã nâng mức theo đối tượng hoặc nội dung liên quan: {clauses}",
        ),
        # judged
        "left-out": Text(
            "none of its controls was asked in this run",
            "không nội dung kiểm tra nào của điều khoản được hỏi trong lần chạy này",
        ),
        "partly-left-out": Text(
            "not all of its controls were asked in this run",
            "không phải mọi nội dung kiểm tra của điều khoản đều được hỏi trong lần chạy này",
        ),
        "no-subject": Text("no {kind} described", "không có {kind} nào được mô tả"),
        "not-asked": Text(
            "asked where {condition}; of {count} described, none is so",
            "chỉ hỏi khi {condition}; không có mục nào trong {count} mục được mô tả",
        ),
        "not-asked-of-it": Text(
            "asked where {condition}; here it is {value}",
            "chỉ hỏi khi {condition}; ở đây là {value}",
        ),
        "not-asked-never": Text(
            "it asks for contents of a notice or a consent, and none is ever given",
            "điều khoản hỏi về nội dung của thông báo hoặc sự đồng ý, nhưng không hề có",
        ),
        "all-exempt": Text(
            "every one is exempt: {condition}", "mọi mục đều được miễn: {condition}"
        ),
        "exempt-by": Text("{told} (by {clause})", "{told} (theo {clause})"),
        "relieved": Text(
            "lifted by {clauses}, of {count} described",
            "được miễn theo {clauses}, trong {count} mục được mô tả",
        ),
        "not-bound": Text(
            "nothing that checks it binds on this day in this regime",
            "không nội dung kiểm tra nào của điều khoản có hiệu lực vào ngày này trong bộ văn bản này",
        ),
        "raises-decisions": Text(
            "It raises the amount of {clauses} on repetition; earlier decisions are declared in the organisation's history.",
            "Điều khoản nâng mức phạt của {clauses} khi tái phạm; các quyết định trước được khai trong lịch sử của tổ chức.",
        ),
        "raises-scale": Text(
            "It raises the amount of {clauses} by the number of people affected; shown only as a scenario.",
            "Điều khoản nâng mức phạt của {clauses} theo số người bị ảnh hưởng; chỉ nêu dưới dạng kịch bản.",
        ),
        "raises-depends_on": Text(
            "It raises the amount of {clauses} by what no description shows.",
            "Điều khoản nâng mức phạt của {clauses} theo điều mà mô tả không thể hiện.",
        ),
        "raises-of": Text(
            "It raises the amount of {clauses}; shown with what it raises.",
            "Điều khoản nâng mức phạt của {clauses}; được nêu cùng điều khoản mà nó nâng.",
        ),
        "checked-elsewhere": Text(
            "What it asks is judged at {clauses}.",
            "Nội dung của điều khoản được đánh giá tại {clauses}.",
        ),
        # relied on
        "relied-reliefs": Text(
            "claims the relief of {clauses}", "viện dẫn việc miễn theo {clauses}"
        ),
        "relied-abroad": Text("goes abroad for {case}", "chuyển ra nước ngoài cho {case}"),
        "relied-size": Text("is of the size {size}", "có quy mô {size}"),
        "unknown-clause": Text(
            "no instrument here has the clause {clause}{hint}",
            "không văn bản nào ở đây có điều khoản {clause}{hint}",
        ),
        "no-relief": Text(
            "no regime here gives a relief by {clause}{hint}",
            "không bộ quy định nào ở đây cho miễn theo {clause}{hint}",
        ),
        "relied-law": Text("relies on a law: {law}", "dựa vào quy định: {law}"),
        "relied-agreement": Text("relies on an agreement: {paper}", "dựa vào thỏa thuận: {paper}"),
        "relied-ground": Text("relies on the ground {ground}", "dựa vào căn cứ {ground}"),
        "relied-disclosure": Text(
            "hands data over on the ground {ground}", "cung cấp dữ liệu dựa vào căn cứ {ground}"
        ),
        "relied-device": Text("opens nothing of a device", "không truy cập gì trên thiết bị"),
        "relied-location": Text(
            "does not open where a device is", "không truy cập vị trí của thiết bị"
        ),
        "relied-role": Text("relies on acting as {role}", "dựa vào vai trò {role}"),
        "relied-age": Text(
            "relies on the stated age without a check", "dựa vào tuổi khai báo, không kiểm tra"
        ),
        "relied-citizens": Text(
            "none of these people is a citizen of {country}",
            "không ai trong số này là công dân {country}",
        ),
        "relied-located": Text(
            "none of these people is in {country}", "không ai trong số này ở {country}"
        ),
        "relied-technologies": Text(
            "uses none of the technologies", "không dùng công nghệ nào trong danh mục"
        ),
        "relied-commerce": Text("has no e-commerce", "không có thương mại điện tử"),
        "relied-for-service": Text(
            "processes for others in a service of another kind",
            "xử lý thay cho bên khác trong dịch vụ loại khác",
        ),
        "relied-inferences": Text(
            "its artificial intelligence infers nothing of people",
            "trí tuệ nhân tạo không suy luận về con người",
        ),
        "relied-own-cloud": Text(
            "stands in a cloud of its own", "chạy trên đám mây của chính tổ chức"
        ),
        "relied-chain": Text(
            "no personal data lies on the blockchain", "không có dữ liệu cá nhân trên chuỗi khối"
        ),
        "relied-treaty": Text("relies on a treaty: {treaty}", "dựa vào điều ước quốc tế: {treaty}"),
        "relied-internal": Text("serves internal work alone", "chỉ phục vụ công việc nội bộ"),
        "relied-plant": Text(
            "controls industrial plant alone", "chỉ phục vụ điều khiển công nghiệp"
        ),
        "relied-line": Text(
            "lies in no conditional line of business",
            "không thuộc ngành, nghề kinh doanh có điều kiện",
        ),
        "relied-translation": Text(
            "shares no IP address among subscribers by translation",
            "không dùng chung địa chỉ IP cho nhiều thuê bao bằng NAT",
        ),
        "relied-one-served": Text(
            "serves one organisation alone", "chỉ phục vụ một cơ quan, tổ chức"
        ),
        "relied-services": Text("offers no services", "không cung cấp dịch vụ nào"),
        "relied-accounts": Text("has no accounts", "không có tài khoản"),
        "relied-user-content": Text("has no content of users", "không có nội dung của người dùng"),
        "relied-operator": Text("is operated by {party}", "do {party} vận hành"),
        "relied-operated-for": Text("is run for {party}", "được vận hành cho {party}"),
        "relied-refusal": Text(
            "the notice says that rights are refused", "thông báo nêu rằng từ chối quyền"
        ),
        "relied-individual": Text("is an individual", "là cá nhân"),
        "relied-needs": Text(
            "{purpose} is said to need {needs}",
            "{purpose} được khai là cần {needs}",
        ),
        "relied-lasts": Text(
            "{purpose} is said to last {time}", "{purpose} được khai là kéo dài {time}"
        ),
        "relied-on": Text(
            "taken as declared: {claim}; clauses that this takes away ({count}): {clauses}",
            "chấp nhận theo khai báo: {claim}; điều khoản không được hỏi đến vì vậy ({count}): {clauses}",
        ),
        "upcoming": Text(
            "from {date} on {clauses} will bind, and then: {message}",
            "từ ngày {date}, {clauses} có hiệu lực, khi đó: {message}",
        ),
        "title-upcoming": Text("What will bind soon", "Điều khoản sắp có hiệu lực"),
        "help-upcoming": Text(
            "Nothing fails for it today. Mend it by that day, or waive it with the clause.",
            "Hiện chưa tính là không đạt. Hãy khắc phục trước ngày đó, hoặc tạm chấp nhận kèm điều khoản này.",
        ),
        "relied-with": Text("together with this", "cùng với nội dung này"),
        "title-relied_on": Text(
            "What takes clauses away is more than a claim",
            "Điều khiến điều khoản không được hỏi đến không chỉ là lời khai",
        ),
        "help-relied_on": Text(
            "Make sure of it: without this claim the clauses would be asked. A waiver records who did.",
            "Hãy xác minh: nếu không có lời khai này, các điều khoản sẽ được hỏi đến. Mục tạm chấp nhận ghi lại ai đã xác minh.",
        ),
        "relied-audience": Text(
            "relies on only staff seeing what users post",
            "dựa vào việc chỉ nhân viên xem được nội dung do người dùng đăng",
        ),
        "relied-paper": Text("kept elsewhere: {address}", "lưu ở nơi khác: {address}"),
    }
)
say = SENTENCES.say
