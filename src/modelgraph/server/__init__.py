"""The server: settings, keys, limits, health, and the one place where the parts are put together."""
