"""Rate limiting of the API by address."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework.throttling import SimpleRateThrottle

IPV6_NETWORK = 64  # what one connection is given: whoever has one such network has all its addresses


def network_of(address: str) -> str:
    """Return the address itself; for IPv6, the network that one customer of a provider has."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip) if ip.version == 4 else str(ip_network((int(ip), IPV6_NETWORK), strict=False))


class AddressThrottle(SimpleRateThrottle):
    """Counts the requests of each address in the cache, under a keyed hash of the address.

    Django REST framework reads the address at the place in `X-Forwarded-For` where the outermost of `PROXIES`
    put it: what a client writes there itself stands before that, and does not count.
    """

    scope = "api"

    def get_rate(self) -> str | None:
        return settings.API_RATE or None

    def get_cache_key(self, request, view) -> str:
        ident = salted_hmac("admm_site.api.throttling", network_of(self.get_ident(request) or ""))
        return self.cache_format % {"scope": self.scope, "ident": ident.hexdigest()}


def is_within_rate(request) -> bool:
    """Count a request that the response cache answers; return whether its address may ask so often."""
    return AddressThrottle().allow_request(request, view=None)
