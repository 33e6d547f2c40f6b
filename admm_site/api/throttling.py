"""How often one address may ask the API."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework.throttling import SimpleRateThrottle

IPV6_NETWORK = 64  # what one connection is given: whoever has one such network has all its addresses


def network_of(address: str) -> str:
    """The address itself; of IPv6, the network that one customer of a provider has."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(found) if found.version == 4 else str(ip_network((int(found), IPV6_NETWORK), strict=False))


class AddressThrottle(SimpleRateThrottle):
    """Counts the questions of each address in the cache, where nobody can read the address itself.

    Which address a question comes from, Django REST framework reads at the place in `X-Forwarded-For` where
    the outermost of `PROXIES` put it: what a client writes there itself stands before that, and counts for
    nothing.
    """

    scope = "api"

    def get_rate(self) -> str | None:
        return settings.API_RATE or None

    def get_cache_key(self, request, view) -> str:
        who = salted_hmac("admm_site.api.throttling", network_of(self.get_ident(request) or ""))
        return self.cache_format % {"scope": self.scope, "ident": who.hexdigest()}
