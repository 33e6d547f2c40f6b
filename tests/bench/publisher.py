"""Publishes a meeting each second through Wagtail, and checks that each worker shows it at once.

python -m tests.bench.publisher BASE SECONDS
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

from .server import WORKERS, fetch

INTERVAL = 1  # seconds
REQUESTS = 8 * WORKERS  # enough that each worker answers some


def main():
    django.setup()
    from meetings.models import MeetingPage

    base, seconds = sys.argv[1], float(sys.argv[2])
    meeting = MeetingPage.objects.live().order_by("pk").first()
    publications, outdated, latest = 0, 0, time.monotonic() + seconds
    while time.monotonic() < latest:
        started = time.monotonic()
        publications += 1
        meeting.theme = f"Publication {publications}"
        meeting.save_revision().publish()
        outdated += count_outdated(base + meeting.url, meeting.theme)
        time.sleep(max(0, started + INTERVAL - time.monotonic()))
    responses = publications * REQUESTS
    print(f"{publications} publications, {outdated} of {responses} responses after them out of date")


def count_outdated(url: str, text: str) -> int:
    with ThreadPoolExecutor(WORKERS) as pool:
        bodies = pool.map(lambda _: fetch(url).decode(), range(REQUESTS))
    return sum(text not in body for body in bodies)


if __name__ == "__main__":
    main()
