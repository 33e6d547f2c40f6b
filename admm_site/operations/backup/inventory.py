"""The files of a backup: which are wanted, and which are in the archive. Kept in a file, not in memory."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLE = """
    CREATE TABLE file (
        name text PRIMARY KEY, recorded text NOT NULL, copied text, wanted integer NOT NULL
    ) WITHOUT ROWID
"""


class FileInventory:
    def __init__(self, path: Path):
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute(TABLE)

    def want_only(self, files: Iterable[tuple[str, str]]) -> None:
        """Replace the wanted files by these names with their recorded checksums."""
        self.database.execute("BEGIN")
        self.database.execute("UPDATE file SET wanted = 0")
        self.database.executemany(
            "INSERT INTO file VALUES (?, ?, NULL, 1)"
            " ON CONFLICT (name) DO UPDATE SET recorded = excluded.recorded, wanted = 1",
            files,
        )
        self.database.execute("COMMIT")

    def iter_pending(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield name, recorded and copied checksum of wanted files that aren't in the archive as recorded."""
        last = ""
        while rows := self.database.execute(
            "SELECT name, recorded, copied FROM file WHERE wanted AND name > ?"
            " AND (copied IS NULL OR (recorded != '' AND copied != recorded)) ORDER BY name LIMIT 1000",
            [last],
        ).fetchall():
            yield from rows
            last = rows[-1][0]

    def set_copied(self, name: str, checksum: str) -> None:
        self.database.execute("UPDATE file SET copied = ? WHERE name = ?", [checksum, name])

    def count_pending(self) -> int:
        return sum(1 for _row in self.iter_pending())

    def count_copied(self) -> int:
        rows = self.database.execute("SELECT count(*) FROM file WHERE wanted AND copied IS NOT NULL")
        return rows.fetchone()[0]

    def unwanted(self) -> list[str]:
        """Return the names of files in the archive that were deleted while it was made."""
        rows = self.database.execute("SELECT name FROM file WHERE NOT wanted AND copied IS NOT NULL")
        return [name for (name,) in rows]

    def close(self) -> None:
        self.database.close()
