"""The front door: each command asks one part of modelgraph one question and prints the answer."""
