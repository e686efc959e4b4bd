"""What the record and its pages cost in time, measured on synthetic regions; every measurement checks its result."""
