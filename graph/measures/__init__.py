"""Measures of networks: one function each, with definition, formula, source and cost. Results are arrays over places.

Long ones take `tell(done, total)`, which they call now and then; what it raises (a stop) comes out of them.
"""
