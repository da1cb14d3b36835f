"""What the words mean: IRIs, prefixes, and the ontology files they come from."""
