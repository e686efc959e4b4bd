"""Which roles every route lets in, method by method. A route that is not here fails tests/web/test_web_rights.py.

One line a route and method: `"POST accounts.enter": EVERYONE`. HEAD goes with GET, OPTIONS is for everyone, and
every other method is refused with 405.
"""

from __future__ import annotations

from typing import Final

ROLES: Final = ("public", "member", "moderator", "staff", "analyst", "administrator")

EVERYONE: Final = frozenset(ROLES)
SIGNED_IN: Final = EVERYONE - {"public"}
MODERATORS: Final = frozenset({"moderator", "staff", "administrator"})
STAFF: Final = frozenset({"staff", "administrator"})
READERS_OF_ALL: Final = frozenset({"staff", "analyst", "administrator"})
ADMINISTRATORS: Final = frozenset({"administrator"})

ROUTES: Final[dict[str, frozenset[str]]] = {
    # pages that everyone reads
    "GET root": EVERYONE,
    "GET static": EVERYONE,
    "GET health": EVERYONE,
    "GET start.page": EVERYONE,
    "GET start.search": EVERYONE,
    "GET start.suggest": EVERYONE,
    "GET actors.index": EVERYONE,
    "GET actors.table": EVERYONE,
    "GET actors.workbook": READERS_OF_ALL,
    "GET actors.one": EVERYONE,
    "GET areas.one": EVERYONE,
    "GET changes.index": EVERYONE,
    "GET changes.one": EVERYONE,
    "GET changes.history": EVERYONE,
    "GET network.page": EVERYONE,
    "GET network.data": EVERYONE,
    "GET network.still": EVERYONE,
    "GET network.table": EVERYONE,
    "GET network.matrix_page": EVERYONE,
    # analysis
    "GET analysis.index": EVERYONE,
    "GET analysis.state": EVERYONE,
    "POST analysis.stop": SIGNED_IN,
    "POST analysis.again": SIGNED_IN,
    # offers, goals, documents, sources
    "GET offers.index": EVERYONE,
    "GET offers.table": EVERYONE,
    "GET offers.workbook": READERS_OF_ALL,
    "GET offers.one": EVERYONE,
    "GET goals.index": EVERYONE,
    "GET goals.one": EVERYONE,
    "GET documents.index": EVERYONE,
    "GET documents.one": EVERYONE,
    "GET sources.index": EVERYONE,
    "GET sources.document": EVERYONE,
    # what holds the network together
    "GET holding.index": EVERYONE,
    "GET holding.topic": EVERYONE,
    "GET holding.table": EVERYONE,
    "GET holding.what_if": EVERYONE,
    "GET holding.compared": EVERYONE,
    # signing in and passwords
    "GET accounts.sign_in": EVERYONE,
    "POST accounts.enter": EVERYONE,
    "POST accounts.confirm": EVERYONE,
    "POST accounts.sign_out": EVERYONE,
    "GET accounts.forgotten": EVERYONE,
    "POST accounts.ask": EVERYONE,
    "GET accounts.password": EVERYONE,
    "POST accounts.set_password": EVERYONE,
    # my account
    "GET accounts.own": SIGNED_IN,
    "POST accounts.describe": SIGNED_IN,
    "POST accounts.change_password": SIGNED_IN,
    "POST accounts.end_sessions": SIGNED_IN,
    "GET accounts.data": SIGNED_IN,
    "GET accounts.second_factor": SIGNED_IN,
    "POST accounts.switch_second_on": SIGNED_IN,
    "POST accounts.switch_second_off": SIGNED_IN,
    # administration of accounts
    "GET accounts.index": ADMINISTRATORS,
    "GET accounts.new": ADMINISTRATORS,
    "POST accounts.invite": ADMINISTRATORS,
    "GET accounts.one": ADMINISTRATORS,
    "POST accounts.entrust": ADMINISTRATORS,
    "POST accounts.change_state": ADMINISTRATORS,
    "GET accounts.protocol": ADMINISTRATORS,
    # keeping it true
    "GET keeping.seats": EVERYONE,
    "GET keeping.fill_form": MODERATORS,
    "POST keeping.fill_it": MODERATORS,
    "GET keeping.post_form": STAFF,
    "POST keeping.make_post": STAFF,
    "GET keeping.edit_post_form": STAFF,
    "POST keeping.edit_post": STAFF,
    "GET keeping.turn_form": MODERATORS,
    "POST keeping.turn_it": MODERATORS,
    "GET keeping.ask_form": MODERATORS,
    "POST keeping.ask": MODERATORS,
    "POST keeping.withdraw": MODERATORS,
    "GET keeping.answer": EVERYONE,
    "POST keeping.settle_answers": EVERYONE,
    "GET keeping.unconfirmed": READERS_OF_ALL,
    "GET keeping.reorganise": STAFF,
    "GET keeping.guide": STAFF,
    "POST keeping.carry_out": STAFF,
    # personal data
    "GET privacy.entry": STAFF,
    "POST privacy.give": STAFF,
    "POST privacy.withdraw": STAFF,
    "GET privacy.told": STAFF,
    "GET privacy.taken": STAFF,
    "GET privacy.ask": STAFF,
    "POST privacy.erase_it": STAFF,
    "GET privacy.processing": READERS_OF_ALL,
    "GET privacy.settings": ADMINISTRATORS,
    "POST privacy.set_settings": ADMINISTRATORS,
    # likely duplicates, long work
    "GET duplicates.index": STAFF,
    "GET duplicates.compare": STAFF,
    "POST duplicates.search": STAFF,
    "POST duplicates.judge": STAFF,
    "POST duplicates.take_back": STAFF,
    "POST duplicates.merge": STAFF,
    # tables
    "GET importing.index": STAFF,
    "POST importing.upload": STAFF,
    "GET importing.blank": STAFF,
    "GET importing.columns": STAFF,
    "POST importing.map_columns": STAFF,
    "POST importing.choose_sheet": STAFF,
    "GET importing.values": STAFF,
    "POST importing.map_values": STAFF,
    "GET importing.one": STAFF,
    "POST importing.plan": STAFF,
    "POST importing.decide": STAFF,
    "POST importing.take_back": STAFF,
    "POST importing.write": STAFF,
    "POST importing.discard": STAFF,
    "GET importing.rest": STAFF,
    "GET tasks.part": SIGNED_IN,
    "POST tasks.stop": SIGNED_IN,
    # sending in, following, drafts
    "GET registering.new": EVERYONE,
    "POST registering.send_new": EVERYONE,
    "GET registering.correction": EVERYONE,
    "POST registering.send_correction": EVERYONE,
    "GET registering.thanks": EVERYONE,
    "GET registering.draft": EVERYONE,
    "GET registering.follow": EVERYONE,
    "POST registering.act": EVERYONE,
    "POST registering.alike": EVERYONE,
    "GET registering.names": EVERYONE,
    "GET registering.row": EVERYONE,
    "POST registering.save": EVERYONE,
    # entering and editing; which entry, `Rights.may_edit` decides
    "GET registering.enter": STAFF,
    "POST registering.enter_it": STAFF,
    "GET registering.edit": SIGNED_IN,
    "POST registering.edit_it": SIGNED_IN,
    "GET registering.end": STAFF,
    "POST registering.end_it": STAFF,
    "GET registering.inward": STAFF,
    "GET registering.twin": STAFF,
    "GET registering.tie": SIGNED_IN,
    "POST registering.change_tie": SIGNED_IN,
    # review, undoing, comparing
    "GET review.index": STAFF,
    "GET review.one": STAFF,
    "POST review.decide": STAFF,
    "POST review.undo": STAFF,
    "GET review.compare": EVERYONE,
}
