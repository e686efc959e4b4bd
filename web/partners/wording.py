"""Reasons in words, each name a link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from graph.partners.asking import Criterion, Key
from graph.partners.reasons import COMMON, Reason
from registry.model import Entity, Tie
from registry.services.keeping.attesting import confirmed
from registry.services.registering.languages import name_of
from registry.vocabulary import Vocabulary
from web.presenting.dates import date_text
from web.presenting.references import Ref
from web.texts import gettext as _
from web.texts import ngettext


@dataclass(frozen=True)
class Words:
    """What reasons need to be said: names, ties that were looked up, language."""

    refs: Mapping[str, Ref]
    ties: Mapping[str, Tie]
    documents: Mapping[str, Entity]
    vocabulary: Vocabulary
    lang: str
    by_one: bool
    """Whether one actor asks: who is in touch with them needs not be told with whom."""

    def names(self, ids: Collection[str]) -> Markup:
        """Names as links, between commas."""
        refs = [self.refs[one] for one in ids if one in self.refs]
        return Markup(", ").join(Markup('<a href="{}">{}</a>').format(one.href, one.name) for one in refs)

    def named(self, reason: Reason) -> Markup:
        """Whom a reason names, and how many more there are."""
        more = reason.count - len(reason.entities)
        names = self.names(reason.entities)
        if more <= 0:
            return names
        return names + " " + escape(ngettext("und %(num)s weiter", "und %(num)s weitere", more))

    def terms(self, reason: Reason) -> str:
        """Labels of themes or kinds."""
        return ", ".join(map(self._term, reason.terms))

    def _term(self, key: str) -> str:
        found = self.vocabulary.themes.get(key) or self.vocabulary.kinds.get(key)
        return found.label(self.lang) if found else key


@dataclass(frozen=True)
class ReasonLine:
    """One reason as a page says it."""

    key: Key
    text: Markup
    points: str


def reason_line(reason: Reason, words: Words) -> ReasonLine:
    """A reason in words with its points."""
    return ReasonLine(reason.key, _SAYERS[reason.key](reason, words), points_text(reason.points, words.lang))


def points_text(points: float, lang: str) -> str:
    """Points with one decimal, two where one would say nought."""
    return str(format_decimal(points, format="0.0" if points >= 0.05 else "0.00", locale=lang))


def _say(text: str, **parts: object) -> Markup:
    """A translated text with links in it; what is no link is escaped."""
    return Markup(escape(text)) % {key: escape(one) for key, one in parts.items()}  # noqa: S704 - escaped


def _theme(reason: Reason, words: Words) -> Markup:
    return _say(_("arbeitet selbst zum Thema %(terms)s"), terms=words.terms(reason))


def _theme_tie(reason: Reason, words: Words) -> Markup:
    return _say(
        _("hat mit dem Thema %(terms)s zu tun durch %(names)s"), terms=words.terms(reason), names=words.named(reason)
    )


def _town(reason: Reason, words: Words) -> Markup:
    return _say(_("sitzt oder arbeitet in %(names)s"), names=words.named(reason))


def _kreis(reason: Reason, words: Words) -> Markup:
    return _say(_("im selben Kreis: %(names)s"), names=words.named(reason))


def _kind(reason: Reason, words: Words) -> Markup:
    return _say(_("ist von der gesuchten Art: %(terms)s"), terms=words.terms(reason))


def _language(reason: Reason, words: Words) -> Markup:
    language = name_of(reason.terms[0], words.lang)
    if not reason.ties:
        return _say(_("arbeitet auf %(language)s"), language=language)
    return _say(_("Angebot auf %(language)s: %(names)s"), language=language, names=words.named(reason))


def _audience(reason: Reason, words: Words) -> Markup:
    if not reason.ties:
        return _say(_("wendet sich selbst an diese Zielgruppe"))
    return _say(_("Angebot für diese Zielgruppe: %(names)s"), names=words.named(reason))


def _meets(reason: Reason, words: Words) -> Markup:
    if reason.count == 1:
        return _say(_("trifft sich mit Ihnen in %(names)s"), names=words.named(reason))
    return _say(
        _("trifft sich mit Ihnen in denselben %(count)s: %(names)s"), count=reason.count, names=words.named(reason)
    )


def _reached(reason: Reason, words: Words) -> Markup:
    leader, body = reason.entities
    return _say(
        _("in zwei Schritten erreichbar über %(leader)s, Moderation oder Leitung von %(body)s"),
        leader=words.names((leader,)),
        body=words.names((body,)),
    )


def _tied(reason: Reason, words: Words) -> Markup:
    if words.by_one:
        return _say(_("steht schon mit Ihnen in Verbindung"))
    return _say(_("steht schon in Verbindung mit %(names)s"), names=words.named(reason))


def _likely(reason: Reason, words: Words) -> Markup:
    if COMMON in reason.terms:
        return _say(_("kennt, wen Sie kennen: %(names)s"), names=words.named(reason))
    return _say(_("hat Kontakte gemeinsam mit Ihren Kontakten: %(names)s"), names=words.named(reason))


def _fresh(reason: Reason, words: Words) -> Markup:
    tie = words.ties.get(reason.ties[0])
    told = confirmed(tie, words.documents) if tie is not None else None
    names, day = words.names(reason.entities), date_text(reason.said or "", words.lang) if reason.said else ""
    if told is not None and told.on == reason.said:
        return _say(_("bestätigt %(day)s: Verbindung zu %(names)s"), day=day, names=names)
    return _say(_("zuletzt belegt %(day)s: Verbindung zu %(names)s"), day=day, names=names)


def _contact(reason: Reason, _words: Words) -> Markup:
    if reason.strength >= 1:
        return _say(_("Mailadresse oder Telefonnummer für Sie sichtbar"))
    return _say(_("Internetadresse oder Anschrift für Sie sichtbar"))


_SAYERS: Final[Mapping[Key, Callable[[Reason, Words], Markup]]] = {
    "theme": _theme,
    "theme_tie": _theme_tie,
    "town": _town,
    "kreis": _kreis,
    "kind": _kind,
    "language": _language,
    "audience": _audience,
    "meets": _meets,
    "reached": _reached,
    "tied": _tied,
    "likely": _likely,
    "fresh": _fresh,
    "contact": _contact,
}


def reason_names() -> dict[Key, tuple[str, str]]:
    """Of each reason what it is called beside its weight, and what counts how much."""
    return {
        "theme": (_("Thema, selbst"), _("hat das gesuchte Thema im Register stehen")),
        "theme_tie": (_("Thema, vermittelt"), _("durch ein Gremium oder Angebot, das zu dem Thema arbeitet")),
        "town": (_("Ort"), _("sitzt oder arbeitet im gesuchten Gebiet; ist keines gesucht, in Ihrem")),
        "kreis": (_("Kreis"), _("anderswo im Kreis um das Gebiet")),
        "kind": (_("Art"), _("ist von der gesuchten Art oder einer engeren")),
        "language": (_("Sprache"), _("arbeitet in der Sprache oder hat ein Angebot darin")),
        "audience": (_("Zielgruppe"), _("wendet sich an sie oder hat ein Angebot für sie")),
        "meets": (
            _("gemeinsame Gremien"),
            _("ab drei voll; ein Gremium mit mehr als 60 Beteiligten zählt im selben Verhältnis weniger"),
        ),
        "reached": (
            _("erreichbar"),
            _("in Verbindung mit jemandem, der ein Gremium moderiert oder leitet, in dem Sie sind"),
        ),
        "tied": (_("schon verbunden"), _("eine Beziehung zu Ihnen ist zum Stand belegt")),
        "likely": (
            _("nah, aber nicht verbunden"),
            _("Kontakte gemeinsam mit Ihren Kontakten, seltene zählen mehr; voll zählt, wer am nächsten ist"),
        ),
        "fresh": (_("frisch belegt"), _("innerhalb eines Jahres voll, nach fünf Jahren nicht mehr")),
        "contact": (_("Kontakt sichtbar"), _("Mail oder Telefon voll, andere Wege halb")),
    }


def criterion_names() -> dict[Criterion, str]:
    """What can be asked for, as it is named where something has to be loosened."""
    return {
        "theme": _("Thema"),
        "area": _("Gebiet"),
        "kind": _("Art"),
        "language": _("Sprache"),
        "audience": _("Zielgruppe"),
    }
