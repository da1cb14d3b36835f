"""Running models: adapters, engines and weights. Found by modelgraph through an entry point."""
