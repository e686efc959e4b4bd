-- One row for every commit; revisions count from 1 without gaps.
CREATE TABLE change_sets (
    revision INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at TEXT NOT NULL,
    undoes TEXT,
    touched INTEGER NOT NULL
);
-- The live statements, as JSON without defaults.
CREATE TABLE statements (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX statements_by_type ON statements (type, id);
-- Every version that ever was. The live one's payload stands in statements only.
CREATE TABLE versions (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    revision INTEGER NOT NULL REFERENCES change_sets (revision),
    removed INTEGER NOT NULL DEFAULT 0,
    successor TEXT,
    payload TEXT,
    PRIMARY KEY (id, version)
) WITHOUT ROWID;
CREATE INDEX versions_by_revision ON versions (revision);
-- Columns of live statements, for lists, search and snapshots.
CREATE TABLE entities (
    id TEXT PRIMARY KEY REFERENCES statements (id),
    family TEXT NOT NULL,
    kind TEXT NOT NULL,
    names TEXT NOT NULL,
    themes TEXT NOT NULL,
    status TEXT NOT NULL,
    start TEXT,
    end TEXT,
    attested TEXT NOT NULL, -- dates of its sources, earliest first, with a space between them
    visibility TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE ties (
    id TEXT PRIMARY KEY REFERENCES statements (id),
    subject TEXT NOT NULL,
    role TEXT NOT NULL,
    object TEXT NOT NULL,
    theme TEXT,
    status TEXT NOT NULL,
    start TEXT,
    end TEXT,
    attested TEXT NOT NULL, -- dates of its sources, earliest first, with a space between them
    visibility TEXT NOT NULL
) WITHOUT ROWID;
-- Who refers to whom, and at which place.
CREATE TABLE refs (
    target TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (target, source, place)
) WITHOUT ROWID;
CREATE TABLE proposals (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    decided_by TEXT,
    decided_at TEXT,
    decision_note TEXT,
    revision INTEGER
);
CREATE TABLE erased (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL
) WITHOUT ROWID;
