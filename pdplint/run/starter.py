"""What `pdplint init` writes: a short description to fill in, for each service of the format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONFIG = "pdplint.yaml"
DESCRIPTION = "privacy/description.yaml"
SCHEMAS = ".pdplint"
"""Begins with a dot, so that discovery leaves it out: a schema names the keys of descriptions."""

IN_FORCE = Text("in force today; a draft warns at most", "đang có hiệu lực; dự thảo chỉ cảnh báo")
"""What is said of the regimes that are current."""

PLACEHOLDER = "Example JSC"
"""The name that a new description begins with; nobody's own."""


class Sample(NamedTuple):
    """One flow as a service of that kind usually has it, for its team to correct."""

    flow: str
    purpose: str
    statement: Text
    data: Sequence[str]
    system: str
    use: str = "essential.service"
    kind: str = "database"
    collected_by: str = "form"
    people: str = "customer"
    client: bool = False
    """Whether the data is a client's, for whom the organisation processes it."""


_IDENTITY = ("user.name", "user.contact.phone_number")
_ACCOUNT = ("user.name", "user.contact.email")
_TRADER = ("user.name", "user.contact", "user.government_id", "user.financial")

_SUBSCRIBE = Sample(
    "subscribe",
    "connect-subscriber",
    Text("Connect you and bill the service", "Cung cấp dịch vụ kết nối và tính cước"),
    ("user.name", "user.contact", "user.government_id"),
    "subscriber-db",
)
_PAY = Sample(
    "payment",
    "carry-out-payment",
    Text("Carry out the payment you ordered", "Thực hiện khoản thanh toán bạn yêu cầu"),
    ("user.name", "user.payment", "user.financial.transactions"),
    "payments-db",
    use="essential.service.payment_processing",
    collected_by="purchase",
)
_TRADE = Sample(
    "open-account",
    "run-trading-account",
    Text("Open your account and carry out your orders", "Mở tài khoản và thực hiện lệnh của bạn"),
    _TRADER,
    "accounts-db",
)
_SIGN_UP = Sample(
    "sign-up",
    "run-account",
    Text("Open your account and let you sign in", "Mở tài khoản và cho phép bạn đăng nhập"),
    (*_ACCOUNT, "user.authorization.password"),
    "accounts-db",
    use="essential.service.authentication",
    people="service_user",
)
_CLIENT = Sample(
    "client-records",
    "work-for-client",
    Text("Work on records for our clients", "Xử lý hồ sơ theo yêu cầu của khách hàng"),
    _ACCOUNT,
    "client-db",
    collected_by="import",
    client=True,
)

SAMPLES: Mapping[str, Sample] = {
    "telecom": _SUBSCRIBE,
    "internet_access": _SUBSCRIBE,
    "domain_registration": _SUBSCRIBE._replace(
        flow="register-domain",
        purpose="register-domain",
        statement=Text("Register and renew your domain", "Đăng ký và duy trì tên miền của bạn"),
        system="registrants-db",
    ),
    "data_storage": Sample(
        "store-files",
        "store-files",
        Text("Keep the files that our clients store", "Lưu giữ tệp mà khách hàng gửi lưu trữ"),
        ("user.content.private",),
        "client-files",
        use="functional.storage",
        kind="file_store",
        collected_by="import",
        client=True,
    ),
    "e_commerce": Sample(
        "checkout",
        "fulfil-order",
        Text("Deliver what you ordered", "Giao hàng bạn đã đặt"),
        ("user.name", "user.contact", "user.payment"),
        "orders-db",
        collected_by="purchase",
    ),
    "online_payment": _PAY,
    "payment_intermediary": _PAY,
    "transport_connection": Sample(
        "book-ride",
        "arrange-ride",
        Text("Find a driver and bring you there", "Tìm tài xế và đưa bạn đến nơi"),
        (*_IDENTITY, "user.location.precise"),
        "rides-db",
        collected_by="device",
        people="passenger",
    ),
    "social_network": _SIGN_UP._replace(system="platform", kind="website"),
    "news_aggregation": _SIGN_UP._replace(system="platform", kind="website"),
    "online_games": _SIGN_UP,
    "messaging": _SIGN_UP._replace(
        data=(*_IDENTITY, "user.content.private"), system="app", kind="application"
    ),
    "website": Sample(
        "contact-form",
        "answer-enquiry",
        Text("Answer what you ask us", "Trả lời câu hỏi của bạn"),
        _ACCOUNT,
        "site",
        use="essential.service.operations.support",
        kind="website",
        people="visitor",
    ),
    "financial_accounts": Sample(
        "open-account",
        "run-account",
        Text("Open and run your account", "Mở và quản lý tài khoản của bạn"),
        _TRADER,
        "core-banking",
    ),
    "marketing_services": Sample(
        "newsletter",
        "tell-offers",
        Text("Tell you about offers by e-mail", "Gửi thông tin ưu đãi qua thư điện tử"),
        _ACCOUNT,
        "mailing-list",
        use="marketing.communications.email",
        people="prospect",
    ),
    "data_processing": _CLIENT,
    "peer_to_peer_lending": Sample(
        "loan-request",
        "arrange-loan",
        Text("Arrange your loan with lenders", "Kết nối khoản vay của bạn với bên cho vay"),
        (*_TRADER, "user.financial.credit"),
        "loans-db",
        use="finance.credit_assessment",
    ),
    "lending": Sample(
        "loan-request",
        "decide-on-loan",
        Text("Decide on your loan and run it", "Quyết định và quản lý khoản vay của bạn"),
        (*_TRADER, "user.financial.credit"),
        "loans-db",
        use="finance.credit_assessment",
    ),
    "credit_information": Sample(
        "credit-history",
        "inform-on-credit",
        Text("Tell lenders of your credit history", "Cung cấp lịch sử tín dụng cho bên cho vay"),
        ("user.name", "user.government_id", "user.financial.credit"),
        "credit-db",
        use="finance.credit_assessment",
        collected_by="import",
    ),
    "health_care": Sample(
        "admission",
        "treat-patient",
        Text("Examine and treat you", "Khám và điều trị cho bạn"),
        ("user.name", "user.contact", "user.health_and_medical"),
        "patients-db",
        people="patient",
    ),
    "insurance": Sample(
        "apply-for-policy",
        "insure-person",
        Text("Insure you and settle claims", "Bảo hiểm và giải quyết bồi thường cho bạn"),
        ("user.name", "user.contact", "user.financial", "user.health_and_medical"),
        "policies-db",
    ),
    "cloud_computing": _CLIENT._replace(
        flow="host-client-systems",
        purpose="host-client-systems",
        statement=Text("Run the systems of our clients", "Vận hành hệ thống của khách hàng"),
        system="client-hosts",
    ),
    "email": _SIGN_UP._replace(
        data=(*_ACCOUNT, "user.content.private"), system="mail-servers", kind="application"
    ),
    "app_store": _SIGN_UP._replace(system="store", kind="website"),
    "data_protection": _CLIENT._replace(
        flow="client-dossiers",
        purpose="advise-client",
        statement=Text("Protect data for our clients", "Bảo vệ dữ liệu cho khách hàng"),
        system="dossiers",
        kind="file_store",
    ),
    "cybersecurity": _CLIENT._replace(
        flow="client-alarms",
        purpose="watch-client-systems",
        statement=Text("Watch over the systems of our clients", "Giám sát hệ thống của khách hàng"),
        data=("user.unique_id", "user.device.ip_address"),
        system="alarms",
        kind="log_store",
    ),
    "affiliate_marketing": Sample(
        "join-programme",
        "pay-marketers",
        Text("Take you into the programme and pay you", "Tiếp nhận và trả hoa hồng cho bạn"),
        (*_ACCOUNT, "user.financial.bank_account"),
        "marketers-db",
        people="partner_worker",
    ),
    "contract_certification": Sample(
        "certify-contract",
        "certify-contract",
        Text("Certify the contract that you signed", "Chứng thực hợp đồng bạn đã ký"),
        (*_ACCOUNT, "user.content.private"),
        "contracts",
        kind="file_store",
        collected_by="import",
    ),
    "public_administration": Sample(
        "application",
        "handle-application",
        Text("Handle what you applied for", "Giải quyết thủ tục của bạn"),
        ("user.name", "user.contact", "user.government_id"),
        "cases-db",
        people="citizen_voter",
    ),
    "virtual_assets": _TRADE,
    "exchange_trading": _TRADE,
    "national_infrastructure": _SUBSCRIBE,
    "other_online": _SIGN_UP,
}
"""By service; the services themselves are those of the schema of descriptions."""

_COMMENTS: Mapping[str, Text] = {
    "about": Text(
        "What you do with personal data. Put your own facts wherever a line says <-.",
        "Bạn xử lý dữ liệu cá nhân như thế nào. Thay bằng dữ kiện của bạn ở các dòng có dấu <-.",
    ),
    "left_out": Text(
        "Left out means not described; `none` or `[]` says that there is none.",
        "Bỏ trống nghĩa là chưa mô tả; `none` hay `[]` nghĩa là không có.",
    ),
    "name": Text("<- your organisation", "<- tổ chức của bạn"),
    "country": Text(
        "<- the country under whose law it is founded", "<- nước có luật mà tổ chức thành lập theo"
    ),
    "kind": Text(
        "<- enterprise | state_body | individual",
        "<- enterprise (doanh nghiệp) | state_body (cơ quan nhà nước) | individual (cá nhân)",
    ),
    "services": Text(
        "<- everything you offer: it decides which clauses address you",
        "<- mọi dịch vụ cung cấp: quyết định điều khoản nào áp dụng với bạn",
    ),
    "purposes": Text("what personal data is used for", "dữ liệu cá nhân được dùng để làm gì"),
    "statement": Text("<- as people are told", "<- đúng như thông báo cho chủ thể dữ liệu"),
    "parties": Text("anyone outside the organisation", "mọi bên ngoài tổ chức"),
    "systems": Text("where it is kept", "dữ liệu được lưu ở đâu"),
    "hosted_in": Text("<- the country of each copy", "<- nước đặt mỗi bản sao"),
    "flows": Text(
        "how it moves: one entry for each way in and each way on",
        "dữ liệu di chuyển thế nào: mỗi đường vào, mỗi đường đi tiếp là một mục",
    ),
    "data": Text("<- what is asked for, and nothing else", "<- chỉ những gì thực sự thu thập"),
    "people": Text("<- whose data it is", "<- dữ liệu của ai"),
    "next": Text(
        "Next: run `pdplint check`. It lists what is not described yet, the most telling first.",
        "Tiếp theo: chạy `pdplint check`; báo cáo liệt kê những gì chưa mô tả, "
        "quan trọng nhất trước.",
    ),
    "settings": Text(
        "Marks the root of the workspace: all descriptions below this folder belong together.",
        "Đánh dấu gốc của không gian: mọi tệp mô tả dưới thư mục này thuộc về nhau.",
    ),
    "meanwhile": Text(
        "While you are still describing: fail only where a description falls short.",
        "Trong khi còn đang mô tả: chỉ báo lỗi ở những chỗ mô tả chưa đáp ứng.",
    ),
    "schema": Text(
        "The line above lets editors propose keys. After an update: pdplint schema {name} > {file}",
        "Nhờ dòng trên, trình soạn thảo gợi ý khóa. Khi cập nhật: pdplint schema {name} > {file}",
    ),
}

_DESCRIPTION = """\
{modeline}
# {about}
# {left_out}
pdplint: 1

organisation:
  name: {placeholder}  # {name}
  established_in: VN  # {country}
  kind: enterprise  # {kind}
  services: [{offered}]  # {services}

purposes:  # {purposes}
  {sample.purpose}:
    statement: {said}  # {statement}
    use: {sample.use}
    needs: [{listed}]
{parties_block}
systems:  # {systems}
  {sample.system}:
    kind: {sample.kind}
    operated_by: organisation
    hosted_in: [VN]  # {hosted_in}

flows:  # {flows}
  {sample.flow}:
    purpose: {sample.purpose}
{role}
    data: [{listed}]  # {data}
    subjects:  # {people}
      kinds: [{sample.people}]
      citizens_of: [VN]
      located_in: [VN]
    from: {source}
    to: [{sample.system}]
    collected_by: {sample.collected_by}

# {next}
"""

_CONFIG = """\
{modeline}
# {settings}
regimes: [{regimes}]  # {title}
# {meanwhile}
# severity: {{applicability: warning, not-described: warning}}
"""

_PARTY = """
parties:  # {parties}
  client:
    role: controller
    country: VN
"""


def starter(
    services: Sequence[str], regimes: str, title: str, schemas: Mapping[str, str], lang: str
) -> dict[str, str]:
    """Return what a new workspace starts with: texts by path from its root.

    `services` are those of the format, one at least: the first gives the sample. `regimes` is what
    the settings list, and `title` what that is; `schemas` has the schemas `description` and
    `config`, for the editor.
    """
    files = {f"{SCHEMAS}/{name}.schema.json": text for name, text in schemas.items()}
    return {
        CONFIG: _config(regimes, title, lang),
        DESCRIPTION: _description(services, lang),
        **files,
    }


def _config(regimes: str, title: str, lang: str) -> str:
    modeline = _modeline("config", f"{SCHEMAS}/", lang)
    return _CONFIG.format(modeline=modeline, regimes=regimes, title=title, **_comments(lang))


def _description(services: Sequence[str], lang: str) -> str:
    sample = SAMPLES[services[0]]
    comments = _comments(lang)
    on_behalf = "    role: processor\n    on_behalf_of: client"
    return _DESCRIPTION.format(
        modeline=_modeline("description", f"../{SCHEMAS}/", lang),
        sample=sample,
        placeholder=PLACEHOLDER,
        offered=", ".join(services),
        said=sample.statement.of(lang),
        listed=", ".join(sample.data),
        parties_block=_PARTY.format(**comments) if sample.client else "",
        role=on_behalf if sample.client else "    role: controller",
        source="client" if sample.client else "subject",
        **comments,
    )


def _comments(lang: str) -> dict[str, str]:
    return {key: text.of(lang) for key, text in _COMMENTS.items() if key != "schema"}


def _modeline(name: str, folder: str, lang: str) -> str:
    """Return the line from which editors take the schema, and how to write that again."""
    file = f"{SCHEMAS}/{name}.schema.json"
    refresh = _COMMENTS["schema"].of(lang).format(name=name, file=file)
    return f"# yaml-language-server: $schema={folder}{name}.schema.json\n# {refresh}"
