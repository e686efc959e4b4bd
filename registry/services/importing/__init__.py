"""Importing tables: read a file, map its columns and values, match its rows, plan and commit change sets.

table = open_table(data, "liste.xlsx", registry.vocabulary)
order = Order(file=table.file, digest=table.digest, who="…", mapping=propose_mapping(table.sheet.header, …))
plan = finished(plan_steps(registry, table.sheet, order))
finished(commit_steps(registry, plan))
"""

from registry.services.importing.committing import commit_steps, finished
from registry.services.importing.exporting import entity_table, template
from registry.services.importing.fields import Field, Target, fields, target
from registry.services.importing.mapping import TableMapping, parse_mapping, propose_mapping, value_key
from registry.services.importing.matching import Candidate, Match, Progress
from registry.services.importing.opening import OpenedTable, open_table
from registry.services.importing.planning import plan_steps
from registry.services.importing.plans import Order, Plan
from registry.services.importing.problems import Refused, RowProblem
from registry.services.importing.rejecting import rejected_rows
from registry.services.importing.sheets import Row, Sheet
from registry.services.importing.telling import change_lines, summary
from registry.services.importing.values import Terms, ValueAsked, area_words, propose_values

__all__ = [
    "Candidate",
    "Field",
    "Match",
    "OpenedTable",
    "Order",
    "Plan",
    "Progress",
    "Refused",
    "Row",
    "RowProblem",
    "Sheet",
    "TableMapping",
    "Target",
    "Terms",
    "ValueAsked",
    "area_words",
    "change_lines",
    "commit_steps",
    "entity_table",
    "fields",
    "finished",
    "open_table",
    "parse_mapping",
    "plan_steps",
    "propose_mapping",
    "propose_values",
    "rejected_rows",
    "summary",
    "target",
    "template",
    "value_key",
]
