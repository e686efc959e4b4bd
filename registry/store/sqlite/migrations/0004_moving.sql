-- One row while a record is moved into this file (see receiving.py): where from, and how often it was begun.
CREATE TABLE moving (
    origin TEXT NOT NULL,
    attempts INTEGER NOT NULL
);
