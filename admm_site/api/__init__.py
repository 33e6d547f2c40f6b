"""The API: the lists as JSON, read-only, at `/api/v1/` (docs/api.md).

`resources` has the lists, `serializers` their records, `fields` the types of fields, `relations` what can be
included, `errors` the problems.
"""
