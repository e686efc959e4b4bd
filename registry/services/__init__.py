"""The use cases: what a person does with the record, each a function over the port."""
