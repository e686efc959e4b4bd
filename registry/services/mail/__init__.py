"""Mails: their texts, the outbox (items of the kind `mail`), and sending by SMTP."""

from registry.services.mail.outbox import Mail, Outbox
from registry.services.mail.sending import Delivered, send_due
from registry.services.mail.settings import Smtp, site_address, smtp
from registry.services.mail.texts import Letter, letter

__all__ = ["Delivered", "Letter", "Mail", "Outbox", "Smtp", "letter", "send_due", "site_address", "smtp"]
