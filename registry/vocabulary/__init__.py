"""The vocabulary as data: kinds, roles, themes and indicators, read from YAML and refused when a file is wrong."""

from registry.vocabulary.loading import FOLDER, load_vocabulary
from registry.vocabulary.terms import (
    Collective,
    Composition,
    Indicator,
    Kind,
    Label,
    Need,
    Role,
    RoleGroup,
    Scheme,
    Theme,
    Vocabulary,
)

__all__ = [
    "FOLDER",
    "Collective",
    "Composition",
    "Indicator",
    "Kind",
    "Label",
    "Need",
    "Role",
    "RoleGroup",
    "Scheme",
    "Theme",
    "Vocabulary",
    "load_vocabulary",
]
