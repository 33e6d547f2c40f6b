"""The address that a request came from, behind the proxies that the settings name."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

IPV6_NETWORK = 64  # what one connection is given: whoever has one such network has all its addresses
SITE_NETWORKS = {4: 24, 6: 48}


def client_address(request: HttpRequest) -> str:
    """Return the address of the client.

    Django REST framework reads the address at the place in `X-Forwarded-For` where the outermost of `PROXIES`
    put it: what a client writes there itself stands before that, and does not count.
    """
    return BaseThrottle().get_ident(request) or ""


def client_network(request: HttpRequest) -> str:
    """Return the address of the client; for IPv6, its network."""
    return network_of(client_address(request))


def anonymous_network(request: HttpRequest) -> str:
    """Return the network of the client, which many people share: of IPv4 256 addresses, of IPv6 a site.

    It says whether a sign-in came from the office or from abroad, and not whose computer it was.
    """
    address = client_address(request).partition("%")[0]
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip_network((int(ip), SITE_NETWORKS[ip.version]), strict=False))


def network_of(address: str) -> str:
    """Return the address itself; for IPv6, the network that one customer of a provider has."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip) if ip.version == 4 else str(ip_network((int(ip), IPV6_NETWORK), strict=False))
