"""The API: the lists as JSON, read-only, at `/api/v1/` (docs/api.md).

`resources` has the lists, `serializers` their records, `fields` the types of fields, `relations` the loaders
of related records, `references` what may be hidden, `errors` the problems.
"""
