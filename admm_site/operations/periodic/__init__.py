"""Scheduled work: `jobs` is the table of what runs when, `runner` runs what is due (docs/operate.md)."""
