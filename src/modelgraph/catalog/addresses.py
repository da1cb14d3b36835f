"""What the address of a thing says of it; the floors below read addresses too."""

from modelgraph.vocabulary.addresses import kind, local, part

__all__ = ["kind", "local", "part"]
