"""What ranges over the whole catalog, kept ready: lists, counts, search, tasks in common.

An index is a value made from the default graph of a store of one revision and never changed; after
a write a new one is made that shares what stayed. It knows numbers, and texts only by number: one
bitmap for each value of a facet, columns for what is sorted, documents for what is searched.

Nobody has to believe it: the catalog can answer each question by SPARQL too, and
``modelgraph check index`` compares the two.
"""
