import logging
from collections.abc import Callable, Iterable

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from admm_site.core.page_base import PublicationError
from admm_site.documents.tasks import enqueue_waiting_documents
from admm_site.editorial.publishing import due_revisions, error_messages
from admm_site.operations.interrupted_tasks import interrupted_tasks, restart_interrupted_tasks

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Publish what is scheduled and unpublish what has expired, each page in a transaction of its own. Run"
        " it every minute: manage.py publish_scheduled. A page that fails keeps its schedule and is named on"
        " stderr; the others are published, and the exit code is 1. Background work whose worker was"
        " killed is started again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run",
            "--dryrun",
            action="store_true",
            dest="dry_run",
            help="Name the pages and tasks, change nothing.",
        )

    def handle(self, *args, dry_run: bool, **options):
        self.failed = 0
        if dry_run:
            for page in expired():
                self.stdout.write(
                    f"To be unpublished: {page} ({page.pk}), {page.expire_at:%Y-%m-%d %H:%M %Z}"
                )
            for revision in due_revisions():
                moment = f"{revision.approved_go_live_at:%Y-%m-%d %H:%M %Z}"
                self.stdout.write(f"To be published: {revision.object_str} ({revision.object_id}), {moment}")
            for task in interrupted_tasks():
                self.stdout.write(f"To be started again: {task.task_name} ({task.pk})")
            return
        unpublished = self.each(expired().values_list("pk", flat=True), unpublish)
        published = self.each(due_revisions().values_list("pk", flat=True), publish)
        if options["verbosity"]:
            self.stdout.write(f"Published: {published}, unpublished: {unpublished}, failed: {self.failed}")
        self.restart_background_work()
        if self.failed:
            raise CommandError("Not everything was done; what failed is named above.")

    def each(self, keys: Iterable[int], action: Callable[[int], bool]) -> int:
        """Return for how many rows `action` changed something; a failing row doesn't stop the others."""
        changed_count = 0
        for key in list(keys):
            try:
                with transaction.atomic():
                    changed_count += action(key)
            except PublicationError as error:
                page, reasons = error.page, " ".join(error_messages(error, type(error.page)))
                self.fail(f"“{page}” ({page.pk}) was not published. {reasons}")
            except Exception as error:
                logger.exception("The schedule of %s %s could not be carried out.", action.__name__, key)
                self.fail(f"{action.__name__} {key}: {error!r}")
        return changed_count

    def restart_background_work(self) -> None:
        try:
            restart_interrupted_tasks()
            enqueue_waiting_documents()
        except Exception as error:
            logger.exception("Background work that was interrupted could not be started again.")
            self.fail(f"Background work: {error!r}")

    def fail(self, message: str) -> None:
        self.failed += 1
        self.stderr.write(self.style.ERROR(message))


def expired() -> QuerySet[Page]:
    return Page.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at", "pk")


def unpublish(key: int) -> bool:
    """Unpublish the page, unless another run has done so meanwhile."""
    page = expired().select_for_update().filter(pk=key).first()
    if page:
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return bool(page)


def publish(key: int) -> bool:
    """Publish the revision, unless another run has done so meanwhile."""
    revision = due_revisions().select_for_update().filter(pk=key).first()
    if not revision:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True
