"""What is wrong with a text, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pdplint.text.values import Problem

# For each problem what is wrong and what to do next; after "syntax: " stand libyaml's own words.
MESSAGES: Final[dict[str, dict[str, str]]] = {
    "syntax": {
        "en": "This cannot be read as YAML: {problem}. Mend the text here or just above.",
        "vi": "Không đọc được đoạn này theo YAML: {problem}. Hãy sửa tại đây hoặc ngay phía trên.",
    },
    "syntax: did not find expected ',' or '}'": {
        "en": "A ',' or a '}}' is missing here: close the mapping opened in line {context_line}.",
        "vi": "Thiếu ',' hoặc '}}' ở đây: hãy đóng ánh xạ mở ở dòng {context_line}.",
    },
    "syntax: did not find expected ',' or ']'": {
        "en": "A ',' or a ']' is missing here: close the list opened in line {context_line}.",
        "vi": "Thiếu ',' hoặc ']' ở đây: hãy đóng danh sách mở ở dòng {context_line}.",
    },
    "syntax: did not find expected key": {
        "en": (
            "A 'key: value' was expected here: check the indentation and quotes since line "
            "{context_line}."
        ),
        "vi": (
            "Ở đây cần có 'khóa: giá trị': hãy kiểm tra thụt lề và dấu nháy từ dòng {context_line}."
        ),
    },
    "syntax: did not find expected '-' indicator": {
        "en": (
            "An item '- ...' of the list begun in line {context_line} was expected here: "
            "check the indentation."
        ),
        "vi": (
            "Ở đây cần có một mục '- ...' của danh sách bắt đầu ở dòng {context_line}: hãy "
            "kiểm tra thụt lề."
        ),
    },
    "syntax: did not find expected node content": {
        "en": (
            "A value was expected here: write one, or take away the character that stands in "
            "its place."
        ),
        "vi": "Ở đây cần có một giá trị: hãy ghi giá trị, hoặc bỏ ký tự đang đứng ở chỗ đó.",
    },
    "syntax: did not find expected <document start>": {
        "en": (
            "The document ended before this: put one value in a document, or a line '---' "
            "before the next."
        ),
        "vi": (
            "Tài liệu đã kết thúc trước chỗ này: mỗi tài liệu có một giá trị, hoặc đặt dòng "
            "'---' trước tài liệu sau."
        ),
    },
    "syntax: mapping values are not allowed in this context": {
        "en": (
            "A ': ' cannot stand here: put the text that holds it in quotes, or mend the "
            "indentation."
        ),
        "vi": "Không thể có ': ' ở đây: hãy đặt đoạn chữ chứa nó trong dấu nháy, hoặc sửa thụt lề.",
    },
    "syntax: block sequence entries are not allowed in this context": {
        "en": "A list item '- ' cannot start here: put it on a line of its own.",
        "vi": "Mục danh sách '- ' không thể bắt đầu ở đây: hãy đặt nó trên một dòng riêng.",
    },
    "syntax: found character that cannot start any token": {
        "en": (
            "No value can start with this character: put the text in quotes; indent with "
            "spaces, not with tabs."
        ),
        "vi": (
            "Giá trị không thể bắt đầu bằng ký tự này: hãy đặt trong dấu nháy; thụt lề bằng "
            "dấu cách, không dùng tab."
        ),
    },
    "syntax: found a tab character that violates indentation": {
        "en": "YAML does not indent with tabs: put spaces in place of this tab.",
        "vi": "YAML không thụt lề bằng tab: hãy thay tab này bằng dấu cách.",
    },
    "syntax: found unexpected end of stream": {
        "en": "The quote opened here is never closed: close it.",
        "vi": "Dấu nháy mở ở đây không được đóng: hãy đóng lại.",
    },
    "syntax: could not find expected ':'": {
        "en": (
            "A ':' after the key begun in line {context_line} was expected: write 'key: "
            "value', or mend the indentation."
        ),
        "vi": (
            "Thiếu ':' sau khóa bắt đầu ở dòng {context_line}: hãy ghi 'khóa: giá trị', hoặc "
            "sửa thụt lề."
        ),
    },
    "syntax: found unknown escape character": {
        "en": (
            "Double quotes know no such escape: write '\\\\' for a backslash, or use single quotes."
        ),
        "vi": (
            "Trong dấu nháy kép không có ký hiệu thoát này: hãy ghi '\\\\' cho dấu gạch chéo "
            "ngược, hoặc dùng nháy đơn."
        ),
    },
    "encoding": {
        "en": "The file is not UTF-8 ({found} here): save it as UTF-8.",
        "vi": "Tệp không phải UTF-8 (ở đây là {found}): hãy lưu lại theo UTF-8.",
    },
    "control": {
        "en": "The character {char} is not allowed in YAML: take it out.",
        "vi": "YAML không cho phép ký tự {char}: hãy bỏ ký tự này.",
    },
    "text": {
        "en": (
            "The escape {escape} names no character: write the character itself, or as \\U "
            "and eight digits."
        ),
        "vi": (
            "Ký hiệu thoát {escape} không chỉ ký tự nào: hãy ghi chính ký tự đó, hoặc \\U và "
            "tám chữ số."
        ),
    },
    "size": {
        "en": "The file is larger than {limit} bytes: split it into several files.",
        "vi": "Tệp lớn hơn {limit} byte: hãy chia thành nhiều tệp.",
    },
    "depth": {
        "en": (
            "Lists and mappings are nested more than {limit} deep: flatten them. The rest "
            "was not read."
        ),
        "vi": (
            "Danh sách và ánh xạ lồng nhau quá {limit} tầng: hãy làm phẳng bớt. Phần còn lại "
            "chưa được đọc."
        ),
    },
    "nodes": {
        "en": (
            "The file has more than {limit} values, aliases expanded: split it. The rest was "
            "not read."
        ),
        "vi": (
            "Tệp có hơn {limit} giá trị, kể cả qua bí danh: hãy chia nhỏ. Phần còn lại chưa "
            "được đọc."
        ),
    },
    "problems": {
        "en": "The file has {limit} problems or more: mend these first. The rest was not read.",
        "vi": (
            "Tệp có từ {limit} lỗi trở lên: hãy sửa các lỗi này trước. Phần còn lại chưa được đọc."
        ),
    },
    "directives": {
        "en": (
            "The file has more than {limit} %TAG directives: take them out, tags are not used here."
        ),
        "vi": "Tệp có hơn {limit} chỉ thị %TAG: hãy bỏ đi, ở đây không dùng thẻ.",
    },
    "version": {
        "en": (
            "The file asks to be read as YAML {version}, but is read as YAML 1.2: take the "
            "%YAML line out."
        ),
        "vi": (
            "Tệp yêu cầu đọc theo YAML {version}, nhưng ở đây đọc theo YAML 1.2: hãy bỏ dòng %YAML."
        ),
    },
    "null": {
        "en": "There is no value here: leave the key out, or write none or [].",
        "vi": "Ở đây không có giá trị: hãy bỏ khóa này, hoặc ghi none hay [].",
    },
    "number": {
        "en": (
            "{text} is not a finite number of at most 200 characters: write a smaller one, "
            "or put it in quotes as text."
        ),
        "vi": (
            "{text} không phải là số hữu hạn tối đa 200 ký tự: hãy ghi số nhỏ hơn, hoặc đặt "
            "trong dấu nháy nếu là chữ."
        ),
    },
    "key": {
        "en": 'The key {key} is not text: put it in quotes, "{key}".',
        "vi": 'Khóa {key} không phải là chữ: hãy đặt trong dấu nháy, "{key}".',
    },
    "empty-key": {
        "en": "There is no key before this ':': write one.",
        "vi": "Không có khóa trước dấu ':' này: hãy ghi khóa.",
    },
    "complex-key": {
        "en": "A key must be text, not a list, a mapping or an alias: write the text out.",
        "vi": (
            "Khóa phải là chữ, không phải danh sách, ánh xạ hay bí danh: hãy ghi rõ khóa bằng chữ."
        ),
    },
    "long-key": {
        "en": "The key {key} is longer than {limit} characters: shorten it.",
        "vi": "Khóa {key} dài quá {limit} ký tự: hãy rút ngắn.",
    },
    "duplicate-key": {
        "en": "The key {key} is given twice, first in line {first_line}: keep one of them.",
        "vi": "Khóa {key} xuất hiện hai lần, lần đầu ở dòng {first_line}: hãy chỉ giữ một.",
    },
    "merge-key": {
        "en": (
            "Merge keys are not read: write out what '<<' would bring in; for a key of that "
            "name put it in quotes."
        ),
        "vi": (
            "Không đọc khóa gộp: hãy ghi rõ nội dung mà '<<' đưa vào; nếu là tên khóa, hãy "
            "đặt trong dấu nháy."
        ),
    },
    "tag": {
        "en": "Tags are not read: take {tag} out; put a value in quotes to make it text.",
        "vi": "Không đọc thẻ: hãy bỏ {tag}; đặt giá trị trong dấu nháy nếu là chữ.",
    },
    "alias": {
        "en": (
            "No anchor &{name} stands before this alias in the document: add it, or write "
            "the value out."
        ),
        "vi": (
            "Không có neo &{name} trước bí danh này trong tài liệu: hãy thêm neo, hoặc ghi "
            "rõ giá trị."
        ),
    },
    "recursive-alias": {
        "en": "The alias *{name} stands inside of what it repeats: write the value out.",
        "vi": "Bí danh *{name} nằm trong chính nội dung mà nó lặp lại: hãy ghi rõ giá trị.",
    },
}
_LONGEST_SHOWN: Final = 60  # code points of a value in a sentence


def sentence(problem: Problem, lang: str) -> str:
    """Say in English ("en") or Vietnamese ("vi") what is wrong and what to do next.

    All characters are printable. Raises KeyError for another language.
    """
    words = MESSAGES.get(f"{problem.code}: {problem.args.get('problem')}") or MESSAGES[problem.code]
    return words[lang].format_map({name: _shown(value) for name, value in problem.args.items()})


def _shown(value: str) -> str:
    """Return a value short and harmless: control and invisible characters as escapes."""
    short = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in short
    )
