"""The API: the registers as JSON, read-only, at `/api/v1/` (docs/api.md).

`resources` says what there is and how it is asked, `serializers` what an answer holds, `relations` what
belongs to a record, `references` what it points at, `errors` what is said when a question can't be answered.
"""
