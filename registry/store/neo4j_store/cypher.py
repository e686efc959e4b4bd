"""All Cypher of this store. Every value is a parameter, labels and types too, which come from the vocabulary.

`$at` is the revision of a view. A version is seen by a view where it was written by then and not yet replaced: that is
how a view stays as it was, although Neo4j by itself shows what others commit meanwhile (read-committed).
"""

from __future__ import annotations

from typing import Final

SCHEMA: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE CONSTRAINT registry_name IF NOT EXISTS FOR (r:Registry) REQUIRE r.name IS UNIQUE",
        "CREATE CONSTRAINT published_name IF NOT EXISTS FOR (p:Published) REQUIRE p.name IS UNIQUE",
        "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE",
        "CREATE CONSTRAINT post_id IF NOT EXISTS FOR (p:Post) REQUIRE p.id IS UNIQUE",
        "CREATE CONSTRAINT observation_id IF NOT EXISTS FOR (o:Observation) REQUIRE o.id IS UNIQUE",
        "CREATE CONSTRAINT record_id IF NOT EXISTS FOR (r:Record) REQUIRE r.id IS UNIQUE",
        "CREATE CONSTRAINT version_id IF NOT EXISTS FOR (v:Version) REQUIRE (v.id, v.version) IS UNIQUE",
        "CREATE CONSTRAINT change_set_revision IF NOT EXISTS FOR (c:ChangeSet) REQUIRE c.revision IS UNIQUE",
        "CREATE CONSTRAINT change_set_id IF NOT EXISTS FOR (c:ChangeSet) REQUIRE c.id IS UNIQUE",
        "CREATE CONSTRAINT proposal_id IF NOT EXISTS FOR (p:Proposal) REQUIRE p.id IS UNIQUE",
        "CREATE CONSTRAINT proposal_number IF NOT EXISTS FOR (p:Proposal) REQUIRE p.number IS UNIQUE",
        "CREATE CONSTRAINT erased_id IF NOT EXISTS FOR (e:Erased) REQUIRE e.id IS UNIQUE",
        "CREATE INDEX version_since IF NOT EXISTS FOR (v:Version) ON (v.since, v.id)",
        "CREATE INDEX version_successor IF NOT EXISTS FOR (v:Version) ON (v.successor)",
        "CREATE INDEX entity_name IF NOT EXISTS FOR (e:Entity) ON (e.name)",
    ),
    (
        "CREATE CONSTRAINT item_name IF NOT EXISTS FOR (i:Item) REQUIRE i.name IS UNIQUE",
        "CREATE INDEX item_state IF NOT EXISTS FOR (i:Item) ON (i.kind, i.state, i.at)",
        "CREATE INDEX item_owner IF NOT EXISTS FOR (i:Item) ON (i.owner)",
    ),
)
"""Numbered steps, forward only; each may be repeated. The head says how many of them were applied."""

AWAIT_INDEXES: Final = "CALL db.awaitIndexes(300)"
COMPONENTS: Final = (
    "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
)
ANYTHING: Final = "MATCH (n) RETURN labels(n) AS labels LIMIT 1"

# The head: `Registry` is locked by writers; `Published` says up to which revision everything can be seen.
HEAD: Final = """
MATCH (r:Registry {name: 'record'}) MATCH (p:Published {name: 'record'})
RETURN r.revision AS revision, r.receiving AS receiving, r.vocabulary AS vocabulary, p.revision AS published
"""
LOCKED_HEAD: Final = """
MATCH (r:Registry {name: 'record'})
RETURN r.revision AS revision, r.receiving AS receiving, r.vocabulary AS vocabulary
"""
SCHEMA_NUMBER: Final = "MATCH (r:Registry {name: 'record'}) RETURN r.schema AS schema"
MAKE_HEAD: Final = """
MERGE (r:Registry {name: 'record'}) ON CREATE SET r.revision = 0, r.schema = 0
MERGE (p:Published {name: 'record'}) ON CREATE SET p.revision = 0
"""
SET_SCHEMA: Final = (
    "MATCH (r:Registry {name: 'record'}) SET r.schema = CASE WHEN r.schema < $schema THEN $schema ELSE r.schema END"
)
LOCK: Final = "MATCH (r:Registry {name: 'record'}) SET r.lock = coalesce(r.lock, 0) + 1"
SET_REVISION: Final = "MATCH (r:Registry {name: 'record'}) SET r.revision = $revision"
LOCK_PUBLISHED: Final = "MATCH (p:Published {name: 'record'}) SET p.lock = coalesce(p.lock, 0) + 1"
PUBLISH: Final = "MATCH (p:Published {name: 'record'}) WHERE p.revision < $revision SET p.revision = $revision"
SET_VOCABULARY: Final = "MATCH (r:Registry {name: 'record'}) SET r.vocabulary = $fingerprint"
SET_RECEIVING: Final = "MATCH (r:Registry {name: 'record'}) SET r.receiving = $origin"

# A database that was just filled has no statistics yet, and a query that is planned then goes through everything,
# for a long time to come: these tell it where to look.
_BY_ID: Final = "USING INDEX SEEK v:Version(id, version)"
_BY_REVISION: Final = "USING INDEX v:Version(since, id)"
_SEEN: Final = "v.since <= $at AND (v.until IS NULL OR v.until > $at)"
_STATEMENT: Final = "v.id AS id, v.type AS type, v.version AS version, v.payload AS payload"
_CHANGE: Final = (
    "c.revision AS revision, c.id AS change, c.kind AS kind, c.who AS who, c.why AS why, c.at AS at, "
    "c.undoes AS undoes, c.touched AS touched"
)

# From the last version backwards, which the index gives in order: a record that is edited all day has thousands.
_LAST_SEEN: Final = f"""CALL (id) {{
  MATCH (v:Version) {_BY_ID} WHERE v.id = id AND v.version >= 1 AND v.since <= $at
  RETURN v ORDER BY v.id DESC, v.version DESC LIMIT 1
}}"""

# Reading.
GET: Final = f"""
UNWIND $ids AS id {_LAST_SEEN} WITH v WHERE {_SEEN} AND NOT v.removed RETURN {_STATEMENT}
"""
SUCCESSORS: Final = f"""
UNWIND $ids AS id MATCH (v:Version) {_BY_ID} WHERE v.id = id AND v.version >= 1 AND {_SEEN} AND v.successor IS NOT NULL
RETURN v.id AS id, v.successor AS successor
"""
ABOUT: Final = f"""
UNWIND $ids AS id MATCH (:Record {{id: id}})<-[:REFERS]-(v:Version) WHERE {_SEEN}
WITH DISTINCT v ORDER BY v.id LIMIT $limit RETURN {_STATEMENT}
"""
ABOUT_AT: Final = f"""
UNWIND $ids AS id MATCH (:Record {{id: id}})<-[r:REFERS]-(v:Version) WHERE r.place IN $places AND {_SEEN}
WITH DISTINCT v ORDER BY v.id LIMIT $limit RETURN {_STATEMENT}
"""
SCAN: Final = f"""
MATCH (v:Version) {_BY_ID} WHERE v.id > $after AND v.id < $end AND v.version >= 1 AND {_SEEN} AND NOT v.removed
RETURN {_STATEMENT} ORDER BY v.id
"""
COLUMNS: Final = f"""
MATCH (v:Version) {_BY_ID} WHERE v.id > $after AND v.id < $end AND v.version >= 1 AND {_SEEN} AND NOT v.removed
WITH v.id AS id, v.columns AS columns ORDER BY id LIMIT $limit
RETURN max(id) AS last, collect(columns) AS columns
"""
COLUMNS_OF: Final = f"""
UNWIND $ids AS id MATCH (v:Version) {_BY_ID} WHERE v.id = id AND v.version >= 1 AND {_SEEN} AND NOT v.removed
RETURN v.columns AS columns, v.id AS id ORDER BY id
"""
TIES_OF: Final = f"""
UNWIND $subjects AS subject MATCH (:Record {{id: subject}})<-[:REFERS {{place: 'subject'}}]-(v:Version)
WHERE v.type = 'tie' AND {_SEEN} AND ($roles = [] OR v.role IN $roles)
RETURN v.columns AS columns, v.id AS id ORDER BY id
"""
COLUMNS_IN_ROLES: Final = f"""
MATCH (v:Version) {_BY_ID} WHERE v.id > $after AND v.id < $end AND v.version >= 1 AND {_SEEN} AND NOT v.removed
  AND v.role IN $roles
WITH v.id AS id, v.columns AS columns ORDER BY id LIMIT $limit
RETURN max(id) AS last, collect(columns) AS columns
"""
COUNTS: Final = f"""
MATCH (v:Version) WHERE {_SEEN} AND NOT v.removed RETURN v.type AS type, count(*) AS number
"""
HISTORY: Final = f"""
MATCH (v:Version) {_BY_ID} WHERE v.id = $id AND v.version >= 1 AND v.since <= $at
MATCH (c:ChangeSet {{revision: v.since}})
RETURN {_STATEMENT}, v.removed AS removed, v.successor AS successor, {_CHANGE} ORDER BY v.version
"""
CHANGES: Final = f"""
MATCH (c:ChangeSet) WHERE c.revision < $before AND c.revision <= $at
RETURN {_CHANGE} ORDER BY c.revision DESC LIMIT $limit
"""
CHANGE: Final = f"MATCH (c:ChangeSet {{id: $id}}) WHERE c.revision <= $at RETURN {_CHANGE}"
TOUCHED_BY: Final = f"""
MATCH (v:Version) {_BY_REVISION} WHERE v.since = $revision AND v.id >= ''
RETURN v.id AS id, v.type AS type, v.version AS version, v.removed AS removed, v.successor AS successor ORDER BY id
"""
TOUCHED_SINCE: Final = f"""
MATCH (v:Version) {_BY_REVISION} WHERE v.since > $revision AND v.id >= '' AND {_SEEN}
RETURN v.id AS id, v.type AS type, v.version AS version, v.removed AS removed, v.successor AS successor ORDER BY id
"""
_PROPOSAL: Final = (
    "p.number AS number, p.id AS id, p.payload AS payload, p.state AS state, p.decided_by AS decided_by, "
    "p.decided_at AS decided_at, p.decision_note AS decision_note, p.revision AS revision"
)
PROPOSALS: Final = f"MATCH (p:Proposal) WHERE p.number > $after RETURN {_PROPOSAL} ORDER BY p.number"
PROPOSAL: Final = f"MATCH (p:Proposal {{id: $id}}) RETURN {_PROPOSAL}"
ERASED: Final = "MATCH (e:Erased) WHERE e.revision <= $at RETURN e.id AS id, e.revision AS revision ORDER BY id"
ERASED_AMONG: Final = "UNWIND $ids AS id MATCH (e:Erased {id: id}) RETURN e.id AS id"
ARCHIVED_CHANGES: Final = f"""
MATCH (c:ChangeSet) WHERE c.revision > $after AND c.revision <= $at
RETURN {_CHANGE}, c.digest AS digest ORDER BY c.revision
"""
ARCHIVED_VERSIONS: Final = f"""
MATCH (v:Version) {_BY_REVISION}
WHERE v.since >= $revision AND v.since <= $at AND v.id >= '' AND (v.since > $revision OR v.id > $id)
RETURN v.since AS since, v.id AS id, v.version AS version, v.type AS type, v.removed AS removed,
  v.successor AS successor, v.payload AS payload ORDER BY v.since, v.id
"""

# Writing the history.
KNOWN: Final = "MATCH (c:ChangeSet {id: $id}) RETURN c.revision AS revision, c.digest AS digest"
LATEST: Final = f"""
UNWIND $ids AS id CALL (id) {{
  MATCH (v:Version) {_BY_ID} WHERE v.id = id AND v.version >= 1 RETURN v ORDER BY v.id DESC, v.version DESC LIMIT 1
}}
RETURN v.id AS id, v.type AS type, v.version AS version, v.removed AS removed, v.payload AS payload
"""
OVERTAKEN: Final = f"""
UNWIND $rows AS row MATCH (v:Version) {_BY_ID} WHERE v.id = row.id AND v.version > row.expected
RETURN DISTINCT v.id AS id ORDER BY id
"""
LOG: Final = """
MATCH (r:Registry {name: 'record'}) SET r.revision = $properties.revision CREATE (c:ChangeSet) SET c = $properties
"""
CLOSE: Final = "UNWIND $rows AS row MATCH (v:Version {id: row.id, version: row.version}) SET v.until = row.until"
WRITE: Final = """
UNWIND $rows AS row MATCH (c:ChangeSet {revision: row.properties.since})
CREATE (c)-[:WROTE]->(v:Version) SET v = row.properties
WITH v, row.references AS references UNWIND references AS reference MATCH (r:Record {id: reference.target})
CREATE (v)-[:REFERS {place: reference.place}]->(r)
"""
ANCHOR: Final = "UNWIND $ids AS id MERGE (:Record {id: id})"
REFER: Final = """
UNWIND $rows AS row MATCH (v:Version {id: row.id, version: row.version}) MATCH (r:Record {id: row.target})
CREATE (v)-[:REFERS {place: row.place}]->(r)
"""

# Proposals.
PROPOSAL_KNOWN: Final = """
OPTIONAL MATCH (p:Proposal {id: $id}) OPTIONAL MATCH (c:ChangeSet {id: $id})
RETURN p IS NOT NULL OR c IS NOT NULL AS known, p.payload AS payload
"""
PROPOSE: Final = """
OPTIONAL MATCH (p:Proposal) WITH coalesce(max(p.number), 0) + 1 AS number
CREATE (:Proposal {number: number, id: $id, payload: $payload, state: 'open'})
"""
DECIDE: Final = """
MATCH (p:Proposal {id: $id}) SET p.state = $state, p.decided_by = $decided_by, p.decided_at = $decided_at,
  p.decision_note = $decision_note, p.revision = $revision
"""

# What is not part of the record (registry/store/workspace.py).
_ITEM: Final = (
    "i.kind AS kind, i.id AS id, i.payload AS payload, i.owner AS owner, i.state AS state, i.at AS at, "
    "i.version AS version"
)
_BY_STATE: Final = "USING INDEX i:Item(kind, state, at)"
_WHEN: Final = "i.at <= $until"
ITEMS: Final = f"UNWIND $names AS name MATCH (i:Item {{name: name}}) RETURN {_ITEM}"
FIND_ITEMS: Final = f"""
MATCH (i:Item) {_BY_STATE} WHERE i.kind = $kind AND i.state >= '' AND {_WHEN}
  AND ($after IS NULL OR i.at > $after OR i.at = $after AND i.id > $id)
RETURN {_ITEM} ORDER BY i.at, i.id LIMIT $limit
"""
FIND_ITEMS_LATEST: Final = f"""
MATCH (i:Item) {_BY_STATE} WHERE i.kind = $kind AND i.state >= '' AND {_WHEN}
  AND ($after IS NULL OR i.at < $after OR i.at = $after AND i.id < $id)
RETURN {_ITEM} ORDER BY i.at DESC, i.id DESC LIMIT $limit
"""
FIND_ITEMS_IN: Final = f"""
MATCH (i:Item) {_BY_STATE} WHERE i.kind = $kind AND i.state = $state AND {_WHEN}
  AND ($after IS NULL OR i.at > $after OR i.at = $after AND i.id > $id)
RETURN {_ITEM} ORDER BY i.at, i.id LIMIT $limit
"""
FIND_ITEMS_IN_LATEST: Final = f"""
MATCH (i:Item) {_BY_STATE} WHERE i.kind = $kind AND i.state = $state AND {_WHEN}
  AND ($after IS NULL OR i.at < $after OR i.at = $after AND i.id < $id)
RETURN {_ITEM} ORDER BY i.at DESC, i.id DESC LIMIT $limit
"""
FIND_ITEMS_OF: Final = f"""
MATCH (i:Item) USING INDEX i:Item(owner) WHERE i.owner = $owner AND i.kind = $kind AND {_WHEN}
  AND ($state IS NULL OR i.state = $state) AND ($after IS NULL OR i.at > $after OR i.at = $after AND i.id > $id)
RETURN {_ITEM} ORDER BY i.at, i.id LIMIT $limit
"""
FIND_ITEMS_OF_LATEST: Final = f"""
MATCH (i:Item) USING INDEX i:Item(owner) WHERE i.owner = $owner AND i.kind = $kind AND {_WHEN}
  AND ($state IS NULL OR i.state = $state) AND ($after IS NULL OR i.at < $after OR i.at = $after AND i.id < $id)
RETURN {_ITEM} ORDER BY i.at DESC, i.id DESC LIMIT $limit
"""
TALLY_ITEMS: Final = f"""
MATCH (i:Item) {_BY_STATE} WHERE i.kind = $kind AND i.state >= '' AND i.at >= ''
RETURN i.state AS state, count(*) AS number
"""
# The lock is a statement of its own: the constraint makes two who make the same item wait for each other.
LOCK_ITEMS: Final = """
UNWIND $names AS name MERGE (i:Item {name: name}) ON CREATE SET i.version = 0 SET i.lock = coalesce(i.lock, 0) + 1
"""
LOCKED_ITEMS: Final = (
    "UNWIND $names AS name MATCH (i:Item {name: name}) RETURN name, i.version AS version, i.token AS token"
)
PUT_ITEMS: Final = "UNWIND $rows AS row MATCH (i:Item {name: row.name}) SET i = row"
DROP_ITEMS: Final = "UNWIND $names AS name MATCH (i:Item {name: name}) DELETE i"
COUNT_ITEM: Final = """
MERGE (i:Item {name: $name}) ON CREATE SET i.kind = 'count', i.id = $id, i.payload = '{}', i.owner = '', i.state = '',
  i.at = $until, i.version = 0
SET i.version = i.version + 1 RETURN i.version AS number
"""
PURGE_ITEMS: Final = f"""
MATCH (i:Item) {_BY_STATE} WHERE i.kind = $kind AND i.state >= '' AND i.at > '' AND i.at < $before
WITH collect(i) AS items FOREACH (i IN items | DELETE i) RETURN size(items) AS number
"""
ARCHIVED_ITEMS: Final = f"""
MATCH (i:Item) WHERE (i.kind > $kind OR i.kind = $kind AND i.id > $id) AND NOT i.kind IN $without
RETURN {_ITEM} ORDER BY i.kind, i.id
"""
TAKE_ITEMS: Final = "UNWIND $rows AS row MERGE (i:Item {name: row.name}) SET i = row"
CLEAR_ITEMS: Final = "MATCH (i:Item) DELETE i"
ITEM_TEXTS: Final = "MATCH (i:Item) RETURN i.kind AS kind, i.id AS id, i.owner AS owner, i.payload AS payload"
REWRITE_ITEMS: Final = """
UNWIND $rows AS row MATCH (i:Item {name: row.name}) SET i.payload = row.payload, i.version = i.version + 1
"""

# Erasing.
MERGED_INTO: Final = """
MATCH (v:Version) WHERE v.successor = $id AND v.until IS NULL RETURN DISTINCT v.id AS id ORDER BY id
"""
PAYLOADS: Final = """
MATCH (v:Version) WHERE v.payload IS NOT NULL
RETURN v.id AS id, v.type AS type, v.version AS version, v.payload AS payload, v.until IS NULL AS live
"""
CHANGES_OF: Final = f"""
UNWIND $ids AS id MATCH (v:Version) {_BY_ID} WHERE v.id = id AND v.version >= 1 RETURN DISTINCT v.since AS revision
"""
CHANGE_TEXTS: Final = "MATCH (c:ChangeSet) RETURN c.revision AS revision, c.who AS who, c.why AS why"
REWRITE: Final = """
UNWIND $rows AS row MATCH (v:Version {id: row.id, version: row.version})
SET v.payload = row.payload, v.columns = row.columns
"""
PROPOSAL_TEXTS: Final = """
MATCH (p:Proposal) RETURN p.number AS number, p.payload AS payload, p.decided_by AS decided_by,
  p.decision_note AS decision_note
"""
UNREFER: Final = "UNWIND $rows AS row MATCH (:Version {id: row.id, version: row.version})-[r:REFERS]->() DELETE r"
FORGET_DIGESTS: Final = "UNWIND $revisions AS revision MATCH (c:ChangeSet {revision: revision}) SET c.digest = null"
REWRITE_CHANGES: Final = """
UNWIND $rows AS row MATCH (c:ChangeSet {revision: row.revision}) SET c.who = row.who, c.why = row.why
"""
REWRITE_PROPOSALS: Final = """
UNWIND $rows AS row MATCH (p:Proposal {number: row.number})
SET p.payload = row.payload, p.decided_by = row.decided_by, p.decision_note = row.decision_note
"""
MARK_ERASED: Final = """
UNWIND $ids AS id MERGE (e:Erased {id: id}) ON CREATE SET e.revision = $revision
"""

# The natural graph of the live statements.
PUT_ENTITIES: Final = """
UNWIND $rows AS row MERGE (n:Entity {id: row.id}) REMOVE n:$(row.before) SET n = row.properties, n:$(row.labels)
"""
PUT_POSTS: Final = "UNWIND $rows AS row MERGE (n:Post {id: row.id}) SET n = row.properties"
PUT_OBSERVATIONS: Final = "UNWIND $rows AS row MERGE (n:Observation {id: row.id}) SET n = row.properties"
UNLINK_ENTITIES: Final = "UNWIND $ids AS id MATCH (:Entity {id: id})-[r:CITES]->() DELETE r"
UNLINK_POSTS: Final = "UNWIND $ids AS id MATCH (:Post {id: id})-[r:CITES|SEAT_IN|POOL]->() DELETE r"
UNLINK_OBSERVATIONS: Final = "UNWIND $ids AS id MATCH (:Observation {id: id})-[r:CITES|OBSERVES]->() DELETE r"
CITE_ENTITIES: Final = """
UNWIND $rows AS row MATCH (n:Entity {id: row.id}) MATCH (o:Entity {id: row.target})
CREATE (n)-[r:CITES]->(o) SET r = row.properties
"""
LINK_POSTS: Final = """
UNWIND $rows AS row MATCH (n:Post {id: row.id}) MATCH (o:Entity {id: row.target})
CREATE (n)-[r:$(row.type)]->(o) SET r = row.properties
"""
LINK_OBSERVATIONS: Final = """
UNWIND $rows AS row MATCH (n:Observation {id: row.id}) MATCH (o:Entity {id: row.target})
CREATE (n)-[r:$(row.type)]->(o) SET r = row.properties
"""
PUT_TIES: Final = """
UNWIND $rows AS row MATCH (s:Entity {id: row.subject}) MATCH (o:Entity {id: row.object})
CREATE (s)-[r:$(row.type)]->(o) SET r = row.properties
"""
PUT_HOLDS: Final = """
UNWIND $rows AS row MATCH (s:Entity {id: row.subject}) MATCH (p:Post {id: row.post})
CREATE (s)-[r:HOLDS]->(p) SET r = row.properties
"""
DROP_TIES: Final = """
UNWIND $rows AS row MATCH (:Entity {id: row.subject})-[r]->(:Entity {id: row.object}) WHERE r.id = row.id DELETE r
"""
DROP_HOLDS: Final = """
UNWIND $rows AS row MATCH (:Entity {id: row.subject})-[r:HOLDS]->(:Post {id: row.post}) WHERE r.id = row.id DELETE r
"""
# Only what somebody has joined to them by hand can still be there to be detached.
DROP_ENTITIES: Final = "UNWIND $ids AS id MATCH (n:Entity {id: id}) DETACH DELETE n"
DROP_POSTS: Final = "UNWIND $ids AS id MATCH (n:Post {id: id}) DETACH DELETE n"
DROP_OBSERVATIONS: Final = "UNWIND $ids AS id MATCH (n:Observation {id: id}) DETACH DELETE n"

# Checking: the whole of the natural graph, and what the history should be.
NATURAL_NODES: Final = """
MATCH (n:Entity|Post|Observation) RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties
"""
NATURAL_EDGES: Final = """
MATCH (n:Entity|Post|Observation)-[r]->(o)
RETURN n.id AS start, type(r) AS type, o.id AS end, properties(r) AS properties
"""
# What is in the database and not ours: put there by hand.
FOREIGN_EDGES: Final = """
MATCH (n:Entity|Post|Observation)<-[r]-(o) WHERE NOT o:Entity|Post|Observation RETURN n.id AS id, type(r) AS type
"""
FOREIGN_NODES: Final = """
MATCH (n) WHERE none(label IN labels(n) WHERE label IN $known) RETURN labels(n) AS labels, count(*) AS number
"""
SEEN_REFERENCES: Final = """
MATCH (v:Version)-[r:REFERS]->(x:Record) WHERE v.until IS NULL RETURN v.id AS id, r.place AS place, x.id AS target
"""
SEEN_COLUMNS: Final = """
MATCH (v:Version) WHERE v.until IS NULL AND NOT v.removed RETURN v.id AS id, v.columns AS columns, v.role AS role
"""
PAST_PAYLOADS: Final = """
MATCH (v:Version) WHERE v.until IS NOT NULL AND v.payload IS NOT NULL
RETURN v.id AS id, v.type AS type, v.version AS version, v.payload AS payload
"""
CHAIN: Final = """
MATCH (v:Version) RETURN v.id AS id, v.type AS type, v.version AS version, v.since AS since, v.until AS until,
  v.removed AS removed, v.payload IS NOT NULL AS said ORDER BY v.id, v.version
"""
TOUCHED_NUMBERS: Final = """
MATCH (c:ChangeSet) WHERE c.revision <= $at
RETURN c.revision AS revision, c.touched AS touched, COUNT { (c)-[:WROTE]->(:Version) } AS number
ORDER BY c.revision
"""

# Receiving a record that moves in.
TAKE_CHANGES: Final = "UNWIND $rows AS row CREATE (c:ChangeSet) SET c = row"
TAKE_PROPOSALS: Final = "UNWIND $rows AS row MERGE (p:Proposal {number: row.number}) SET p = row"
TAKE_ERASED: Final = "UNWIND $rows AS row MERGE (e:Erased {id: row.id}) SET e = row"
LAST_CHANGE: Final = (
    "MATCH (c:ChangeSet) WHERE c.revision >= 0 RETURN c.revision AS revision ORDER BY c.revision DESC LIMIT 1"
)
LAST_VERSION: Final = f"""
MATCH (v:Version) {_BY_REVISION} WHERE v.since >= 0 AND v.id >= '' RETURN v.since AS since, v.id AS id
ORDER BY v.since DESC, v.id DESC LIMIT 1
"""
LAST_PROPOSAL: Final = "MATCH (p:Proposal) RETURN p.number AS number ORDER BY number DESC LIMIT 1"
LAST_ERASED: Final = "MATCH (e:Erased) RETURN e.id AS id ORDER BY id DESC LIMIT 1"
LAST_ITEM: Final = "MATCH (i:Item) RETURN i.kind AS kind, i.id AS id ORDER BY kind DESC, id DESC LIMIT 1"
CLEAR_NATURAL: Final = """
MATCH (n:Entity|Post|Observation) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS
"""
TO_ARRANGE: Final = f"""
MATCH (v:Version) {_BY_ID} WHERE v.id > $after AND v.version >= 1 AND v.until IS NULL AND NOT v.removed
RETURN {_STATEMENT} ORDER BY v.id LIMIT $limit
"""
ARRANGED: Final = "MATCH (r:Registry {name: 'record'}) RETURN r.arranged AS arranged"
SET_ARRANGED: Final = "MATCH (r:Registry {name: 'record'}) SET r.arranged = $arranged"
NUMBER_OF_RECORDS: Final = "MATCH (v:Version) WHERE v.id > '' AND v.version = 1 RETURN count(*) AS number"
HOLDS_ANYTHING: Final = """
RETURN EXISTS { (:ChangeSet) } OR EXISTS { (:Version) } OR EXISTS { (:Proposal) } OR EXISTS { (:Erased) }
  OR EXISTS { (:Item) } AS held
"""
