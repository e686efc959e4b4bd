"""Imports on their way: the file, what was decided and what was found, kept until they are written or thrown away.

Items of kind `import`, `import_part` and `import_mapping` (this module owns them). Their contents are personal data as
the file has it: they go when the import is written or thrown away, and with `purge` where nobody does either.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from registry.model import NotFound
from registry.services.importing.fields import head_key
from registry.services.importing.mapping import TableMapping
from registry.services.importing.opening import OpenedTable
from registry.services.importing.plans import Order
from registry.services.importing.sheets import Row, Sheet
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "import"
PART: Final = "import_part"
MAPPING: Final = "import_mapping"
KEPT: Final = timedelta(days=14)
"""How long an import waits for somebody to go on with it."""
_SIZE: Final = 300_000
_MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the order, the sheets of its file, the task that works on it, and how far it is."""

    item: Item

    @property
    def id(self) -> str:
        """Its id."""
        return self.item.id

    @property
    def order(self) -> Order:
        """What was decided."""
        return Order.model_validate(self.item.data["order"])

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets of its file."""
        return tuple(self.item.data["sheets"])

    @property
    def task(self) -> str:
        """Id of the latest task about it, '' where there was none."""
        return str(self.item.data.get("task", ""))

    @property
    def state(self) -> str:
        """`open`, `planned` (what it would do is known), `written`, `taken_back`."""
        return self.item.state

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of the change sets that wrote it, in order; none before."""
        return tuple(self.item.data.get("parts", ()))

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by what became of them, once that is known."""
        found: Mapping[str, int] = self.item.data.get("counts", {})
        return found


class Imports:
    """The imports of one store."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def begin(self, data: bytes, table: OpenedTable, order: Order, owner: str) -> Import:
        """Keep a file that was read, and what was decided so far."""
        id = uuid4().hex
        self._put(id, "file", data)
        self._put(id, "sheet", _sheet_bytes(table.sheet))
        kept = {"order": order.model_dump(mode="json"), "sheets": list(table.sheets)}
        return self._write(Item(KIND, id, kept, owner=owner, state="open", at=stamp(self._clock())))

    def get(self, id: str) -> Import:
        """The import of this id. Raises NotFound."""
        found = self._workspace.get(KIND, [id])
        if id not in found:
            raise NotFound("there is no such import", where=id, remedy="it may be thrown away; begin anew")
        return Import(found[id])

    def latest(self, limit: int = 30) -> list[Import]:
        """The latest first."""
        return [Import(one) for one in self._workspace.find(KIND, latest_first=True, limit=limit)]

    def file(self, one: Import) -> bytes:
        """The file as it came. Raises NotFound once the import is written."""
        return self._blob(one.id, "file")

    def sheet(self, one: Import) -> Sheet:
        """The table as it was read. Raises NotFound once the import is written."""
        return _sheet_of(self._blob(one.id, "sheet"))

    def report(self, one: Import) -> Mapping[str, Any]:
        """What planning found; empty before. Raises NotFound where it is gone."""
        if one.state != "planned":
            return {}
        found: Mapping[str, Any] = json.loads(self._blob(one.id, "report"))
        return found

    def decide(self, one: Import, order: Order, sheet: Sheet | None = None) -> Import:
        """Keep another order (and another sheet): what was planned does not hold any more. Raises Conflict."""
        if sheet is not None:
            self._put(one.id, "sheet", _sheet_bytes(sheet))
        return self._write(one.item.changed(order=order.model_dump(mode="json"), state="open", counts={}))

    def working(self, one: Import, task: str) -> Import:
        """Say which task works on it. Raises Conflict."""
        return self._write(one.item.changed(task=task))

    def planned(self, one: Import, report: Mapping[str, Any]) -> Import:
        """Keep what planning found. Raises Conflict where it was decided anew meanwhile."""
        self._put(one.id, "report", json.dumps(report, ensure_ascii=False).encode())
        return self._write(one.item.changed(state="planned", counts=dict(report["counts"])))

    def written(self, one: Import, parts: Iterable[str]) -> Import:
        """It is in the record, by these change sets: the file and all that was found goes, the counts stay."""
        done = self._write(one.item.changed(state="written", order=_bare(one.order), parts=list(parts)))
        self._drop(one.id)
        return done

    def taken_back(self, one: Import) -> Import:
        """Nothing of it stands in the record any more. Raises Conflict."""
        return self._write(one.item.changed(state="taken_back"))

    def discard(self, one: Import) -> None:
        """Throw it away."""
        self._drop(one.id)
        self._workspace.change(drops=[one.item])

    def purge(self) -> int:
        """Throw away what nobody went on with; gives how many imports there were."""
        before = stamp(self._clock() - KEPT)
        self._workspace.purge(PART, before)
        return self._workspace.purge(KIND, before)

    def remembered(self, header: Iterable[str]) -> TableMapping | None:
        """How a table with these heads was understood last time."""
        id = _signature(header)
        found = self._workspace.get(MAPPING, [id]).get(id)
        return TableMapping.model_validate(found.data["mapping"]) if found else None

    def remember(self, header: Iterable[str], mapping: TableMapping) -> None:
        """Keep how a table with these heads is understood."""
        id = _signature(header)
        old = self._workspace.get(MAPPING, [id]).get(id, Item(MAPPING, id))
        self._workspace.change([old.changed(mapping=mapping.model_dump(mode="json"))])

    def _write(self, item: Item) -> Import:
        return Import(self._workspace.change([item])[0])

    def _put(self, id: str, name: str, data: bytes) -> None:
        old = self._parts(id, name)
        packed = base64.b64encode(zlib.compress(data)).decode()
        pieces = [packed[at : at + _SIZE] for at in range(0, len(packed), _SIZE)]
        at = stamp(self._clock())
        for number, piece in enumerate(pieces):
            key = f"{id}-{name}-{number:04d}"
            known = next((one for one in old if one.id == key), Item(PART, key))
            self._workspace.change([known.changed(owner=f"{id}-{name}", text=piece, at=at)])
        if surplus := [one for one in old if int(one.id[-4:]) >= len(pieces)]:
            self._workspace.change(drops=surplus)

    def _parts(self, id: str, name: str) -> list[Item]:
        return self._workspace.find(PART, owner=f"{id}-{name}", limit=_MOST)

    def _blob(self, id: str, name: str) -> bytes:
        parts = sorted(self._parts(id, name), key=lambda one: one.id)
        if not parts:
            raise NotFound("this import has no table any more", where=id, remedy="begin anew with the file")
        return zlib.decompress(base64.b64decode("".join(one.data["text"] for one in parts)))

    def _drop(self, id: str) -> None:
        for name in ("file", "sheet", "report"):
            self._workspace.change(drops=self._parts(id, name))


def _bare(order: Order) -> dict[str, Any]:
    """The order of a written import without what was said of single rows and values."""
    mapping = order.mapping.model_copy(update={"values": {}})
    return order.model_copy(update={"decisions": {}, "mapping": mapping}).model_dump(mode="json")


def _signature(header: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(sorted(map(head_key, header))).encode()).hexdigest()[:32]


def _sheet_bytes(sheet: Sheet) -> bytes:
    faults = [[row, column, rule] for (row, column), rule in sheet.faults.items()]
    rows = [[row.number, *row.cells] for row in sheet.rows]
    kept = {
        "name": sheet.name,
        "header": sheet.header,
        "header_rows": sheet.header_rows,
        "rows": rows,
        "faults": faults,
    }
    return json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _sheet_of(data: bytes) -> Sheet:
    kept = json.loads(data)
    return Sheet(
        name=kept["name"],
        header=tuple(kept["header"]),
        header_rows=tuple(kept["header_rows"]),
        rows=tuple(Row(row[0], tuple(row[1:])) for row in kept["rows"]),
        faults={(row, column): rule for row, column, rule in kept["faults"]},
    )
