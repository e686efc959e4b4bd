"""What single cells say: dates as people write them, e-mail and web addresses, others by name, numbers."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from email_validator import EmailNotValidError, validate_email

from registry.model.ids import is_id
from registry.model.periods import OPEN, bounds

_MONTHS: Final = (
    ("januar", "jan", "january", "jänner"),
    ("februar", "feb", "february"),
    ("märz", "mär", "mrz", "march", "mar", "maerz"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "jun", "june"),
    ("juli", "jul", "july"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "october", "oct"),
    ("november", "nov"),
    ("dezember", "dez", "december", "dec"),
)
_MONTH: Final = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_UNSEEN: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)), " ")
_LONGEST_DATE: Final = 40
_LONGEST_CONTACT: Final = 500
_OPEN: Final = frozenset(("..", "offen", "open", "laufend", "heute", "bis heute", "unbefristet", "today"))
_ABOUT: Final = re.compile(r"(?:ca\.?|circa|etwa|um|rund|about)\s+(.+)|(.+?)\s*~", re.IGNORECASE)
_LEADING: Final = re.compile(r"(?:seit|ab|am|im|since|bis|until)\s+", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_NAMED: Final = re.compile(r"(?:(\d{1,2})\.?\s+)?([A-Za-zäÄ]{3,9})\.?\s+(\d{4})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})")
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00(?::00)?")
_SINCE: Final = re.compile(r"\s*\((?:seit|ab|since)\s+([^()]{2,30})\)\s*$", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\s*\[\s*([a-z0-9]{21})\s*\]\s*$")
_WEB: Final = re.compile(r"(?:https?://)?[^\s/@:?#]+\.[^\s/@:?#.]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_PHONE: Final = re.compile(r"[+\d][\d\s()/.–-]*(?:\s*(?:App\.?|Durchwahl|ext\.?)\s*\d+)?", re.IGNORECASE)
_COUNT: Final = re.compile(r"(ca\.?\s*|etwa\s+|rund\s+|about\s+|~\s*)?(\d{1,3}(?:\.\d{3})+|\d+)", re.IGNORECASE)
_GARBLED: Final = re.compile("\ufffd|Ã[¤¶¼Ÿ„–œ]|(?<=[a-zß])[„”Ÿ§](?=[a-z])")


def cleaned(text: str) -> str:
    """The text without blanks around it; signs that nobody sees or prints, line breaks aside, are blanks."""
    return text.translate(_UNSEEN).strip()


def plainly(text: str) -> str:
    """The text with one blank wherever there are several."""
    return " ".join(text.split())


def edtf(text: str) -> str:
    """A date as it is written in German or English tables, as EDTF; `..` (open) for what goes on.

    01.02.2012, 1. Februar 2012, 02/2012, Februar 2012, 2012, ca. 2012, 2012-02-01. Raises ValueError for anything
    else, two digits for a year among it: nobody can say which century they mean.
    """
    plain = _LEADING.sub("", " ".join(text.split()), count=1)
    if len(plain) > _LONGEST_DATE:
        raise ValueError(f"{plain[:_LONGEST_DATE]}… is no date")
    if plain.casefold() in _OPEN:
        return OPEN
    about = _ABOUT.fullmatch(plain)
    if about:
        plain = _LEADING.sub("", about[1] or about[2], count=1)
    found = _date(plain) + ("~" if about else "")
    bounds(found)
    return found


def _date(plain: str) -> str:
    if day := _DAY.fullmatch(plain):
        return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    if month := _MONTH_YEAR.fullmatch(plain):
        return f"{month[2]}-{int(month[1]):02d}"
    if (named := _NAMED.fullmatch(plain)) and (number := _MONTH.get(named[2].casefold())):
        return f"{named[3]}-{number:02d}" + (f"-{int(named[1]):02d}" if named[1] else "")
    if midnight := _MIDNIGHT.fullmatch(plain):
        return midnight[1]
    return plain


class Reference(NamedTuple):
    """Another actor as a cell names it: by id or by name; `since` as written."""

    name: str
    id: str | None = None
    since: str = ""


def reference(text: str) -> Reference:
    """`Netzwerk Beispielkreis (seit 2012)`, `Netzwerk Beispielkreis [e…]` or an id alone."""
    text, since = " ".join(text.split()), ""
    if found := _SINCE.search(text):
        text, since = text[: found.start()], found[1].strip()
    if found := _BRACKETS.search(text):
        return Reference(text[: found.start()].strip(), found[1], since)
    return Reference(text, text if is_id(text) else None, since)


def contact(kind: str, text: str) -> str:
    """The value of a contact as it is kept. Raises ValueError where it is none of its kind."""
    value = " ".join(text.split())
    if len(value) > _LONGEST_CONTACT:
        raise ValueError(value)
    if kind == "email":
        return _email(value.removeprefix("mailto:"))
    if kind == "web" and not _WEB.fullmatch(value):
        raise ValueError(value)
    if kind in ("phone", "fax") and not (_PHONE.fullmatch(value) and 3 <= sum(map(str.isdigit, value)) <= 20):
        raise ValueError(value)
    return value


def _email(value: str) -> str:
    try:
        validate_email(value, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(value) from error
    return value


def same_contact(kind: str, value: str) -> str:
    """What contacts are compared by, so that the same number is not kept twice in another spelling."""
    if kind in ("phone", "fax"):
        digits = "".join(one for one in value if one.isdigit() or one == "+")
        return f"0{digits.removeprefix('+49')}" if digits.startswith("+49") else digits
    plain = plainly(value).casefold()
    if kind == "web":
        return plain.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return plain


def count(text: str) -> tuple[int, bool]:
    """A number and whether it is approximate: `ca. 1.200`. Raises ValueError."""
    found = _COUNT.fullmatch(text.strip())
    if found is None or len(found[2]) > 12:
        raise ValueError(text)
    return int(found[2].replace(".", "")), bool(found[1])


def garbled(text: str) -> bool:
    """Whether letters of the text were lost or turned into others by a wrong encoding before the file was saved."""
    return not text.isascii() and _GARBLED.search(text) is not None
