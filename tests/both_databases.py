"""The modules that continuous integration runs on both databases: the database can change their outcome."""

# Tests of queries, constraints, search, concurrent writes and an unavailable database, by folder.
ON_BOTH_DATABASES = {
    "accounts": ("passkeys", "second_factor", "sign_in_limits"),
    "api": ("openapi",),
    "audit": ("append_only", "recording"),
    "changes": ("leaks", "pages", "recording", "redaction"),
    "core": (
        *("aliases", "content_version", "partial_dates", "publication", "query_cache", "records"),
        "response_cache",
    ),
    "documents": ("file_transactions",),
    "editorial": ("admin_actions", "concurrent_edits", "deferred_indexing", "unique_conflicts"),
    "initiatives": (
        *("as_of", "comparison", "initiative_rules", "paper_rules", "progress", "querysets", "trail"),
    ),
    "meetings": (
        *("as_of", "comparison", "decision_rules", "meeting_rules", "querysets", "series_rules"),
        "structure",
    ),
    "operations": (
        *("backup", "database_unavailable", "killed_worker", "periodic", "pgbouncer", "read_only"),
        "verification",
    ),
    "public": (
        *("as_of", "as_of_saves", "bad_input", "cache_machine", "cache_machine_committed"),
        *("cached_responses", "called_off", "counts_and_lists", "empty_portal", "every_surface"),
        *("histories", "leaks", "ordering", "private_files", "query_counts", "restricted_pages"),
    ),
    "reference": ("areas", "as_of", "countries", "portable_constraints"),
    "search": (
        *("answers", "external_backend", "index_updates", "input_forms", "queries", "query_log"),
        *("relaxation", "relevance", "search", "spelling", "spelling_removal", "suggestions", "synonyms"),
        *("visibility", "word_forms"),
    ),
    "withdrawals": ("redirects", "withdrawn_pages"),
}
MODULES_ON_BOTH_DATABASES = {
    f"tests/{folder}/test_{name}.py" for folder, names in ON_BOTH_DATABASES.items() for name in names
}
