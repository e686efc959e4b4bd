"""What a form offers to choose from, and what a page of it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph.names import sort_key
from registry.services import Record
from registry.services.registering import FieldProblem, Form, Meeting, as_typed, versions_text
from registry.services.registering.languages import COMMON, name_of
from registry.services.registering.offered import kinds_offered, roles_offered, themes_offered
from web.presenting.references import Ref, ref
from web.registering.saying import by_field, contact_kinds, field_names, visibilities
from web.registering.typed import Typed, with_rows
from web.site import lang, vocabulary
from web.texts import gettext as _

Choice = tuple[str, str]
_FIRST: Final = ("organisation", "body")


@dataclass(frozen=True)
class Mode:
    """Who fills the form in, and about whom."""

    direct: bool
    """Those who may write it themselves; else it is sent in as a proposal."""
    about: str = ""
    """Id of the entity that is changed; empty for a new one."""
    family: str = "actor"
    name: str = ""

    @property
    def everyone(self) -> bool:
        """Whether an account is not needed."""
        return not self.direct


@dataclass(frozen=True)
class MeetingLine:
    """One field that somebody else has changed meanwhile."""

    field: str
    then: str
    now: str
    yours: str
    both: bool


@dataclass(frozen=True)
class FormPage:
    """Everything that the template of a form needs."""

    mode: Mode
    typed: Typed
    form: Form
    """With empty rows to type into."""
    errors: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, tuple[Ref, ...]] = field(default_factory=dict)
    """By field, what may be meant by a name that is not known."""
    meetings: tuple[MeetingLine, ...] = ()
    hints: tuple[Any, ...] = ()
    draft: str = ""
    saved: bool = False


def page(
    record: Record,
    mode: Mode,
    typed: Typed,
    problems: Iterable[FieldProblem] = (),
    *,
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> FormPage:
    """The page of a form with these problems."""
    found = tuple(problems)
    ids = {id for one in found for id in one.choices}
    known = record.entities(ids) if ids else {}
    offers = {
        one.field: tuple(ref(known[id], vocabulary(), lang()) for id in one.choices if id in known)
        for one in found
        if one.choices
    }
    return FormPage(mode, typed, with_rows(typed), errors={**by_field(found), **(errors or {})}, offers=offers, **more)


def kind_groups(mode: Mode, chosen: str) -> list[tuple[str, list[Choice]]]:
    """Kinds under the broad kind that they belong to, as a list of choices with headings."""
    words = vocabulary()
    kinds = kinds_offered(words, mode.family, everyone=mode.everyone)
    kinds = kinds if not chosen or chosen in kinds or chosen not in words.kinds else (*kinds, chosen)
    groups: dict[str, list[Choice]] = {}
    for kind in kinds:
        line = words.lineage(kind)
        group = words.kinds[line[-2]].plural(lang()) if len(line) > 2 or line[0] in _FIRST else _("Weitere")
        groups.setdefault(group, []).append((kind, words.kinds[kind].label(lang())))
    return [(name, sorted(one, key=lambda pair: sort_key(pair[1]))) for name, one in groups.items()]


def role_choices(mode: Mode) -> list[Choice]:
    """Roles as they read from the entity."""
    roles = roles_offered(vocabulary(), mode.family, everyone=mode.everyone)
    return [(role.key, role.label(lang())) for role in roles]


def role_label(key: str) -> str:
    """A role as it reads from the entity."""
    found = vocabulary().roles.get(key)
    return found.label(lang()) if found else key


def theme_choices(form: Form) -> list[Choice]:
    """The common themes, and those of other schemes that it has already."""
    words = vocabulary()
    own = [one for one in form.themes if one in words.themes]
    keys = dict.fromkeys((*themes_offered(words), *own))
    return sorted(((key, words.themes[key].label(lang())) for key in keys), key=lambda pair: sort_key(pair[1]))


def language_names(form: Form) -> str:
    """The languages as they are typed."""
    return ", ".join(name_of(one, lang()) for one in form.languages)


def common_languages() -> str:
    """A few examples."""
    return ", ".join(name_of(one, lang()) for one in COMMON[:4])


def meeting_lines(meetings: Iterable[Meeting]) -> tuple[MeetingLine, ...]:
    """What others have changed, in words."""
    return tuple(
        MeetingLine(field_names().get(one.field, one.field), said(one.then), said(one.now), said(one.yours), one.both)
        for one in meetings
    )


def said(value: Any) -> str:
    """The value of a field in words."""
    match value:
        case None | "":
            return ""
        case tuple():
            return "; ".join(said(one) for one in value)
        case str():
            return _word(value)
    if hasattr(value, "other_name"):
        dates = " – ".join(filter(None, (as_typed(value.since), as_typed(value.until))))
        return f"{role_label(value.role)} {value.other_name} {dates}".strip()
    return f"{contact_kinds().get(value.kind, value.kind)}: {value.value} ({visibilities()[value.visibility]})"


def sent_lines(form: Form) -> list[Choice]:
    """What somebody has sent in, field by field."""
    names = field_names()
    given: dict[str, Any] = {"name": form.name, "kind": form.kind, "aliases": form.aliases, "town": form.town}
    given |= {"postal_code": form.postal_code, "street": form.street, "themes": form.themes}
    given |= {"contacts": form.contacts, "ties": form.ties, "audience": form.audience}
    given |= {"languages": language_names(form), "summary": form.summary}
    return [(names[field], said(value)) for field, value in given.items() if value]


def _word(text: str) -> str:
    words = vocabulary()
    if text in words.kinds:
        return words.kinds[text].label(lang())
    return words.themes[text].label(lang()) if text in words.themes else text


def helpers() -> dict[str, Any]:
    """What the template of the form calls."""
    return {
        "kind_groups": kind_groups,
        "role_choices": role_choices,
        "role_label": role_label,
        "theme_choices": theme_choices,
        "language_names": language_names,
        "common_languages": common_languages,
        "contact_kinds": contact_kinds,
        "visibilities": visibilities,
        "field_names": field_names,
        "as_typed": as_typed,
        "versions_text": versions_text,
    }
