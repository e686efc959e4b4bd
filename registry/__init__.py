"""The record: model, vocabulary, change sets, stores, use cases, access rules and the command line's root."""
