"""The server: settings, keys, limits, health, and the place where the parts are put together."""
