-- What is not part of the record: accounts, sessions, tasks, mails, judgements (see registry/store/workspace.py).
CREATE TABLE items (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX items_by_owner ON items (owner, kind) WHERE owner <> '';
CREATE INDEX items_by_state ON items (kind, state, at);
CREATE INDEX items_by_time ON items (kind, at);
