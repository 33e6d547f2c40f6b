"""Content of any size, for benchmarks only: the demonstration, and much more that is like it."""

from .making import make

__all__ = ["make"]
