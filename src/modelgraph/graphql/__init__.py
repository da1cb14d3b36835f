"""The catalog as GraphQL: one schema, one engine, three ways to carry it (HTTP, SSE, WebSocket)."""
