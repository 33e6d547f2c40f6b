"""Rate limiting of the API by address."""

from math import ceil

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework.throttling import SimpleRateThrottle

from admm_site.core.client_address import client_network

from .pagination import PAGE_SIZE, CursorPages


class AddressThrottle(SimpleRateThrottle):
    """Counts the requests of each address in the cache, under a keyed hash of the address.

    One that has to be computed counts by what it asks for (`cost_of`), a cached response once.
    """

    scope = "api"
    cost = 1

    def allow_request(self, request, view) -> bool:
        if view:
            self.cost = cost_of(request)
        return super().allow_request(request, view)

    def throttle_success(self) -> bool:
        self.history[:0] = [self.now] * min(self.cost, self.num_requests)
        self.cache.set(self.key, self.history, self.duration)
        return True

    def get_rate(self) -> str | None:
        return settings.API_RATE or None

    def get_cache_key(self, request, view) -> str:
        ident = salted_hmac("admm_site.api.throttling", client_network(request))
        return self.cache_format % {"scope": self.scope, "ident": ident.hexdigest()}


def cost_of(request) -> int:
    """Return as how many requests it counts: for each 50 records one, and one for each relation included."""
    size = request.GET.get(CursorPages.page_size_query_param, "")
    pages = ceil(int(size) / CursorPages.page_size) if PAGE_SIZE.fullmatch(size) else 1
    relations = {name for name in request.GET.get("include", "").split(",") if name}
    return pages * (1 + len(relations))


def is_within_rate(request) -> bool:
    """Count a request that the response cache answers; return whether its address may ask so often."""
    return AddressThrottle().allow_request(request, view=None)
