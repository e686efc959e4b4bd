"""Registering: a form that everyone can fill in, checked and made into a change set; drafts; what visitors send in.

Items of the kinds `draft`, `sending` and `consent`.
"""

from registry.services.registering.building import (
    OFFICE,
    SELF,
    Signature,
    changed_actor,
    documents,
    ensure_documents,
    new_actor,
)
from registry.services.registering.checking import Checked, Rules, check
from registry.services.registering.consents import consent_of, keep_consent
from registry.services.registering.dates import as_edtf, as_typed
from registry.services.registering.drafts import Draft, Drafts
from registry.services.registering.fields import ContactField, Form, TieField, typed_form, versions_text
from registry.services.registering.meeting import Meeting, Met, meet
from registry.services.registering.problems import FieldProblem, Wrong
from registry.services.registering.resolving import Names
from registry.services.registering.sending import Message, Sending, Sendings
from registry.services.registering.showing import form_at, form_of

__all__ = [
    "OFFICE",
    "SELF",
    "Checked",
    "ContactField",
    "Draft",
    "Drafts",
    "FieldProblem",
    "Form",
    "Meeting",
    "Message",
    "Met",
    "Names",
    "Rules",
    "Sending",
    "Sendings",
    "Signature",
    "TieField",
    "Wrong",
    "as_edtf",
    "as_typed",
    "changed_actor",
    "check",
    "consent_of",
    "documents",
    "ensure_documents",
    "form_at",
    "form_of",
    "keep_consent",
    "meet",
    "new_actor",
    "typed_form",
    "versions_text",
]
