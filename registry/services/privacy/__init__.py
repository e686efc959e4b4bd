"""Personal data: consent, what is kept about a person, erasure with proof, periods, the register of processing.

Items of the kind `consent`.
"""

from registry.services.privacy.consents import Consent, Consents

__all__ = ["Consent", "Consents"]
