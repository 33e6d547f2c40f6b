"""Back up and restore the portal: its database and its files in one archive (docs/operate.md).

`create` writes an archive, `restore` reads one into an empty portal. Both leave the database to one of
`engines`: SQLite's or PostgreSQL's own means, or tables that either engine can load.
"""
