"""The port through which the record is read and written, and the stores behind it."""
