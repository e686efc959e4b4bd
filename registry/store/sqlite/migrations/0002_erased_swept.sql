-- Whether the bytes of what was erased have left the file too (see sweeping.py).
ALTER TABLE erased ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;
