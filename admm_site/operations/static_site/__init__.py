"""The public portal as static files that work from a folder, without a server (docs/operate.md)."""
