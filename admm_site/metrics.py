"""What is counted and timed while the portal is served (docs/operate.md lists all metrics).

No label holds what a visitor can choose. With `PROMETHEUS_MULTIPROC_DIR`, the processes of a server add up.
"""

from prometheus_client import Counter, Histogram

SECONDS = (0.01, 0.05, 0.25, 1, 5)  # upper bounds of the classes of duration

REQUEST_SECONDS = Histogram(
    "admm_request_seconds",
    "Requests and the time until their response is ready, by view and class of status.",
    ["view", "status"],
    buckets=SECONDS,
)
CACHED_RESPONSES = Counter(
    "admm_cached_responses",
    "Responses that can be cached: hit, miss, or not_modified (the visitor had it already).",
    ["result"],
)
SEARCH_SECONDS = Histogram(
    "admm_search_seconds", "Time of searches that were not answered from the cache.", buckets=SECONDS
)
