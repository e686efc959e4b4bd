-- What a change set said, in short (ChangeSet.digest); NULL where it is not known: written before, or about an erased person.
ALTER TABLE change_sets ADD COLUMN digest TEXT;
