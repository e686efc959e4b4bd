"""`import` and `template`: tables from spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import click

from registry.access import STAFF_VIEWER
from registry.cli.options import lang_option, opened, operator, progress, store_option
from registry.model import Unavailable, Visibility
from registry.services import Registry
from registry.services.importing import (
    OpenedTable,
    Order,
    Plan,
    Progress,
    Refused,
    TableMapping,
    change_lines,
    commit_steps,
    finished,
    open_table,
    parse_mapping,
    plan_steps,
    propose_mapping,
    rejected_rows,
    summary,
)
from registry.services.importing import template as template_bytes
from registry.services.tables import Table, csv_text, xlsx_bytes
from registry.vocabulary import load_vocabulary

_LABELS: Final = {"read": "Reading", "match": "Matching", "plan": "Planning", "commit": "Writing"}
_SHOWN: Final = 40
_FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.command(name="import")
@click.argument("file", type=_FILE)
@store_option
@click.option("--map", "mapping", type=_FILE, metavar="FILE", help="Mapping of columns and values, as JSON.")
@click.option("--save-map", type=_FILE, metavar="FILE", help="Write the mapping that is used, to correct or keep it.")
@click.option("--kind", metavar="KEY", help="Kind of new actors in rows that name none.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook (default: the first with a table).")
@click.option("--header-row", type=click.IntRange(1), metavar="ROW", help="Row with the heads of the columns.")
@click.option("--as-of", metavar="DATE", help="For when the file says so: 2024, 2024-05 or 2024-05-31.")
@click.option("--title", metavar="TEXT", help="What the file is called as a source (default: its name).")
@click.option(
    "--for",
    "level",
    type=click.Choice([one.value for one in Visibility]),
    default="staff",
    show_default=True,
    help="Who may see the file as a source.",
)
@click.option("--rejected", type=_FILE, metavar="FILE", help="Write rejected rows with reasons (.csv or .xlsx).")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@lang_option
def import_(file: Path, store: str | None, lang: str, **options: Any) -> None:
    """Import a table of actors (CSV or XLSX): show what it changes, ask, and write it as change sets.

    Columns are recognised by their heads (docs/importing.md lists them; `template` makes an empty table). Rows that
    can not be taken are told of with their reasons; correct them in the file of --rejected and import that. Importing
    a file again changes nothing. Exit code 1 where rows were not taken.

    \b
    Examples:
      integrationsnetz import vereine.xlsx --kind verein --dry-run --rejected rest.xlsx
      integrationsnetz import vereine.csv --map mapping.json --as-of 2024-05 --yes
    """
    data = _bytes(file)
    with opened(store) as registry:
        table = open_table(
            data, file.name, registry.vocabulary, sheet=options["sheet"], header_row=options["header_row"]
        )
        mapping = _mapping(registry, table, options["mapping"], options["kind"])
        if options["save_map"]:
            _write(options["save_map"], mapping.model_dump_json(indent=2).encode())
        order = _order(table, mapping, options)
        with _bars() as tell:
            plan = finished(plan_steps(registry, table.sheet, order), tell)
        _show(plan, registry, mapping, lang)
        if options["rejected"]:
            _write_rejected(plan, options["rejected"], lang)
        if plan.operations and not options["dry_run"] and (options["yes"] or click.confirm("Write this?", err=True)):
            with _bars() as tell:
                revision = finished(commit_steps(registry, plan), tell)
            click.echo(f"Written (revision {revision}).")
    if plan.problems:
        raise SystemExit(1)


@click.command()
@click.argument("target", type=_FILE)
@store_option
@click.option("--no-store", is_flag=True, help="Without the municipalities of a store.")
@lang_option
def template(target: Path, store: str | None, no_store: bool, lang: str) -> None:
    """Write an empty table to fill in (TARGET, .xlsx), with a sheet that explains every column.

    \b
    Example:
      integrationsnetz template vorlage.xlsx
    """
    if no_store:
        data = template_bytes(load_vocabulary(), None, lang)
    else:
        with opened(store) as registry, registry.reading(STAFF_VIEWER) as record:
            data = template_bytes(registry.vocabulary, record, lang)
    _write(target, data)
    click.echo(f"Written: {target}")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unavailable(
            f"the file can not be read ({error.strerror})", where=str(file), remedy="name another one"
        ) from error


def _mapping(registry: Registry, table: OpenedTable, file: Path | None, kind: str | None) -> TableMapping:
    given = parse_mapping(_bytes(file), file.name) if file else None
    found = propose_mapping(table.sheet.header, registry.vocabulary, given)
    return found.model_copy(update={"kind": kind}) if kind else found


def _order(table: OpenedTable, mapping: TableMapping, options: dict[str, Any]) -> Order:
    try:
        return Order(
            file=table.file,
            digest=table.digest,
            who=operator(),
            sheet=table.sheet.name,
            header_row=options["header_row"],
            mapping=mapping,
            title=options["title"],
            as_of=options["as_of"],
            visibility=Visibility(options["level"]),
        )
    except ValueError as error:
        raise Refused("order", table.file, found=str(options["as_of"] or options["title"])) from error


def _show(plan: Plan, registry: Registry, mapping: TableMapping, lang: str) -> None:
    left = [head for head in plan.sheet.header if not mapping.columns.get(head)]
    if left:
        click.echo(f"Columns that are not imported: {', '.join(left)}")
    lines = list(change_lines(plan, registry.vocabulary, lang))
    _some(lines, "changes")
    _some([f"! row {one.row}, {one.text(lang)}" for one in plan.problems], "problems")
    click.echo(summary(plan))


def _some(lines: list[str], what: str) -> None:
    for line in lines[:_SHOWN]:
        click.echo(line)
    if len(lines) > _SHOWN:
        click.echo(f"… and {len(lines) - _SHOWN} more lines of {what}")


def _write_rejected(plan: Plan, target: Path, lang: str) -> None:
    table = rejected_rows(plan, lang)
    if table is None:
        click.echo("No rows were rejected.")
        return
    _write(target, _file_of(table, target), private=True)
    click.echo(f"Rejected rows: {target}")


def _file_of(table: Table, target: Path) -> bytes:
    return xlsx_bytes([table]) if target.suffix.lower() == ".xlsx" else "".join(csv_text(table)).encode()


def _write(target: Path, data: bytes, *, private: bool = False) -> None:
    """A private file is for its owner's eyes: it may hold what the public does not see."""
    try:
        target.touch(0o600 if private else 0o666)
        target.write_bytes(data)
    except OSError as error:
        raise Unavailable(
            f"the file can not be written ({error.strerror})", where=str(target), remedy="name another place"
        ) from error


@contextmanager
def _bars() -> Iterator[Any]:
    """A progress bar for each step, one below the other."""
    with ExitStack() as stack:
        bars: dict[str, Any] = {}

        def tell(how_far: Progress) -> None:
            if how_far.step not in bars:
                stack.close()
                bars[how_far.step] = stack.enter_context(progress(_LABELS[how_far.step]))
            bars[how_far.step](how_far.done, how_far.total)

        yield tell


COMMANDS: Final = (import_, template)
