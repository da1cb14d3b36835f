"""The demo set: where its weights come from, how they are fetched, converted and checked."""
