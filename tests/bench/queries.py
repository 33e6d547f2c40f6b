"""Prints the number of queries of each given address with warm caches."""

import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main():
    django.setup()
    client = Client()
    for address in sys.argv[1:]:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        print(len(queries))


if __name__ == "__main__":
    main()
