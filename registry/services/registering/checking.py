"""Whether what was typed can be entered: every problem at once, and the form with what it means filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from email_validator import EmailNotValidError, validate_email
from pydantic import TypeAdapter, ValidationError

from registry.model import Entity, Period, Visibility
from registry.model.ids import is_id
from registry.model.statements import Prose, Text
from registry.services.registering.dates import as_edtf
from registry.services.registering.fields import MOST_ROWS, ContactField, Form, TieField
from registry.services.registering.languages import tag_of
from registry.services.registering.offered import kinds_offered, roles_offered
from registry.services.registering.problems import FieldProblem, Wrong
from registry.services.registering.resolving import Names
from registry.vocabulary import Vocabulary

CONTACT_KINDS: Final = ("email", "phone", "fax", "web", "address")
_TEXT: Final[TypeAdapter[str]] = TypeAdapter(Text)
_PROSE: Final[TypeAdapter[str]] = TypeAdapter(Prose)
_PHONE: Final = re.compile(r"[+0-9][0-9 ()/.\-–]{4,40}", re.ASCII)
_WEB: Final = re.compile(r"(?:https?://)?[^\s/@:]+\.[^\s/@:.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_POSTAL: Final = re.compile(r"\d{5}", re.ASCII)
_MOST: Final = {"aliases": 20, "themes": 30, "languages": 40, "contacts": MOST_ROWS, "ties": MOST_ROWS}


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked of whoever fills the form in."""

    everyone: bool = True
    """Without an account: no persons, and contacts only with consent."""
    family: str = "actor"
    own: str = ""
    """Id of the entity that is being corrected, which can not be tied to itself."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The form with ids, tags and dates filled in as far as they are known, and what is wrong."""

    form: Form
    problems: tuple[FieldProblem, ...]


def check(form: Form, names: Names, vocabulary: Vocabulary, rules: Rules, then: Form | None = None) -> Checked:
    """Look at every field. `then` is the form before it was changed: what stood in it is not held against anyone."""
    before = then or Form()
    problems = [*_plain(form), *_kind(form, vocabulary, rules, before), *_lists(form, vocabulary, before)]
    placed, wrong_place = _place(_own_ties(form, before), names)
    contacts = [_contact(at, one) for at, one in enumerate(placed.contacts[:MOST_ROWS])]
    ties = _Ties(names, vocabulary, rules, form.kind)
    told = [ties.checked(at, one) for at, one in enumerate(placed.ties[:MOST_ROWS])]
    problems += [*wrong_place, *(p for _, found in contacts for p in found), *(p for _, found in told for p in found)]
    problems += [*_twice(tuple(one for one, _ in told)), *_consent(form, rules, before)]
    done = replace(
        placed,
        languages=tuple(tag_of(one) or one for one in placed.languages),
        contacts=tuple(one for one, _ in contacts) + placed.contacts[MOST_ROWS:],
        ties=tuple(one for one, _ in told) + placed.ties[MOST_ROWS:],
    )
    return Checked(done, tuple(problems))


def _own_ties(form: Form, before: Form) -> Form:
    """A row with the id of a tie that was not in the form is a new row."""
    known = {one.id for one in before.ties}
    ties = tuple(one if one.id in known else replace(one, id="", wrong=False) for one in form.ties)
    return replace(form, ties=ties)


def _text_problem(field: str, value: str, limit: int = 500) -> Iterator[FieldProblem]:
    if len(value) > limit:
        yield FieldProblem(field, Wrong.TOO_LONG, str(limit))
    else:
        try:
            (_TEXT if limit <= 500 else _PROSE).validate_python(value)
            value.encode()  # half of a surrogate pair is no text
        except (ValidationError, UnicodeEncodeError):
            yield FieldProblem(field, Wrong.NO_TEXT)


def _plain(form: Form) -> Iterator[FieldProblem]:
    if not form.name:
        yield FieldProblem("name", Wrong.MISSING)
    short = {name: getattr(form, name) for name in ("name", "street", "town", "consent_by", "consent_for")}
    for field, value in short.items():
        if value:
            yield from _text_problem(field, value)
    for field in ("audience", "summary"):
        yield from _text_problem(field, getattr(form, field), 5000)
    for alias in form.aliases:
        yield from _text_problem("aliases", alias)
    for name, most in _MOST.items():
        if len(getattr(form, name)) > most:
            yield FieldProblem(name, Wrong.TOO_MANY, str(most))


def _kind(form: Form, vocabulary: Vocabulary, rules: Rules, before: Form) -> Iterator[FieldProblem]:
    if not form.kind:
        yield FieldProblem("kind", Wrong.MISSING)
    elif form.kind != before.kind and form.kind not in kinds_offered(vocabulary, rules.family, everyone=rules.everyone):
        yield FieldProblem("kind", Wrong.UNKNOWN, form.kind)


def _lists(form: Form, vocabulary: Vocabulary, before: Form) -> Iterator[FieldProblem]:
    for theme in form.themes:
        if theme not in vocabulary.themes:
            yield FieldProblem("themes", Wrong.UNKNOWN, theme)
    for language in form.languages:
        if tag_of(language) is None and language not in before.languages:
            yield FieldProblem("languages", Wrong.UNKNOWN, language)


def _place(form: Form, names: Names) -> tuple[Form, list[FieldProblem]]:
    """Where it is: by id, by the town's name, else by postal code where only one area has it."""
    problems = []
    if form.postal_code and not _POSTAL.fullmatch(form.postal_code):
        problems.append(FieldProblem("postal_code", Wrong.NO_POSTAL_CODE, form.postal_code))
    if form.area and (known := _area(names, form.area, form.town)):
        return replace(form, town=form.town or known.name), problems
    if form.town:
        found = names.meant("town", form.town, ("area",))
        if isinstance(found, str):
            return replace(form, area=found), problems
        return replace(form, area=""), [*problems, found]
    areas = names.area_by_postal_code(form.postal_code) if form.postal_code and not problems else ()
    if len(areas) == 1:
        known = names.record.entity(areas[0])
        return replace(form, area=known.id, town=known.name), problems
    if areas:
        problems.append(FieldProblem("town", Wrong.SEVERAL, form.postal_code, areas))
    return replace(form, area=""), problems


def _area(names: Names, id: str, town: str) -> Entity | None:
    """The area with this id, if the typed name still stands for it."""
    found = names.record.entities([id]).get(id) if is_id(id) else None
    return found if found is not None and found.family == "area" and town in ("", *found.all_names()) else None


def _contact(at: int, contact: ContactField) -> tuple[ContactField, list[FieldProblem]]:
    field = f"contacts:{at}"
    problems = list(_text_problem(field, contact.value))
    if contact.kind not in CONTACT_KINDS or contact.visibility not in [one.value for one in Visibility]:
        problems.append(FieldProblem(field, Wrong.UNKNOWN, f"{contact.kind} {contact.visibility}"[:80]))
    elif not problems:
        return _reachable(contact, field)
    return contact, problems


def _reachable(contact: ContactField, field: str) -> tuple[ContactField, list[FieldProblem]]:
    match contact.kind:
        case "email":
            try:
                found = validate_email(contact.value, check_deliverability=False, test_environment=True)
            except EmailNotValidError:
                return contact, [FieldProblem(field, Wrong.NO_EMAIL, contact.value)]
            return replace(contact, value=found.normalized), []
        case "phone" | "fax" if not _PHONE.fullmatch(contact.value):
            return contact, [FieldProblem(field, Wrong.NO_PHONE, contact.value)]
        case "web" if not _WEB.fullmatch(contact.value):
            return contact, [FieldProblem(field, Wrong.NO_ADDRESS, contact.value)]
    return contact, []


class _Ties:
    """Looks at the rows of “member of … since …”."""

    def __init__(self, names: Names, vocabulary: Vocabulary, rules: Rules, kind: str) -> None:
        self._names, self._vocabulary, self._rules, self._kind = names, vocabulary, rules, kind
        self._roles = {role.key for role in roles_offered(vocabulary, rules.family, everyone=rules.everyone)}

    def checked(self, at: int, tie: TieField) -> tuple[TieField, list[FieldProblem]]:
        """One row with dates and the other end as they are understood."""
        field = f"ties:{at}"
        dated, problems = _dates(field, tie)
        if tie.id:  # role and ends of a known tie are not asked again
            return dated, problems
        placed, found = self._other(field, dated)
        role = self._vocabulary.roles.get(tie.role)
        if role is None or tie.role not in self._roles:
            return placed, [*problems, *found, FieldProblem(field, Wrong.UNKNOWN, tie.role)]
        return placed, [*problems, *found, *self._ends(field, placed)]

    def _other(self, field: str, tie: TieField) -> tuple[TieField, list[FieldProblem]]:
        if tie.other and is_id(tie.other) and tie.other in self._names.record.entities([tie.other]):
            return tie, []
        if not tie.other_name:
            return replace(tie, other=""), [FieldProblem(field, Wrong.MISSING)]
        wrong = list(_text_problem(field, tie.other_name))
        meant = wrong[0] if wrong else self._names.meant(field, tie.other_name, ("actor", "offer"))
        if isinstance(meant, FieldProblem):
            return replace(tie, other=""), [meant]
        return replace(tie, other=meant), []

    def _ends(self, field: str, tie: TieField) -> Iterator[FieldProblem]:
        other = self._names.record.entities([tie.other]).get(tie.other) if tie.other else None
        if other is None:
            return
        role = self._vocabulary.roles[tie.role]
        if other.id == self._rules.own:
            yield FieldProblem(field, Wrong.SELF)
        elif not self._fits(other, role.object) or not self._fits_kind(role.subject):
            yield FieldProblem(field, Wrong.UNFIT, other.name)

    def _fits(self, other: Entity, allowed: tuple[str, ...]) -> bool:
        return self._vocabulary.fits(other.kind, allowed)

    def _fits_kind(self, allowed: tuple[str, ...]) -> bool:
        return self._kind not in self._vocabulary.kinds or self._vocabulary.fits(self._kind, allowed)


def _dates(field: str, tie: TieField) -> tuple[TieField, list[FieldProblem]]:
    found: dict[str, str] = {}
    problems = []
    for name in ("since", "until"):
        text = getattr(tie, name)
        try:
            still = name == "until" and text == ".."
            found[name] = text if still or not text else as_edtf(text)
        except ValueError:
            problems.append(FieldProblem(field, Wrong.NO_DATE, text[:40]))
    if not problems and found["since"] and found["until"]:
        try:
            Period(start=found["since"], end=found["until"])
        except ValidationError:
            problems.append(FieldProblem(field, Wrong.ENDS_EARLY))
    return (tie if problems else replace(tie, since=found["since"], until=found["until"])), problems


def _twice(ties: tuple[TieField, ...]) -> Iterator[FieldProblem]:
    seen = {(one.role, one.other) for one in ties if one.id and not one.wrong and not one.until}
    for at, one in enumerate(ties):
        if one.other and not one.id and not one.until:
            if (one.role, one.other) in seen:
                yield FieldProblem(f"ties:{at}", Wrong.TWICE)
            seen.add((one.role, one.other))


def _consent(form: Form, rules: Rules, before: Form) -> Iterator[FieldProblem]:
    """Whoever has no account says that those whose contacts are new have agreed."""
    new = [one for one in form.contacts if one not in before.contacts]
    if form.consent_until:
        try:
            as_edtf(form.consent_until)
        except ValueError:
            yield FieldProblem("consent_until", Wrong.NO_DATE, form.consent_until[:40])
    if rules.everyone and (new or (form.street and form.street != before.street)):
        if not form.consent:
            yield FieldProblem("consent", Wrong.NO_CONSENT)
        if not form.consent_by:
            yield FieldProblem("consent_by", Wrong.MISSING)
