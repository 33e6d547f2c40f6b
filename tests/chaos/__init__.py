"""The portal under faults, with readers and an editor: `make chaos` (docs/testing.md)."""
