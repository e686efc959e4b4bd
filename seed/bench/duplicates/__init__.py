"""The benchmark of duplicates: how good and how quick the matcher is, beside peers on the same pairs in one run."""
