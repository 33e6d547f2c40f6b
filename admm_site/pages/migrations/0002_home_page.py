"""Puts the portal's home page in the place of Wagtail's welcome page, under the same site."""

from django.db import migrations

HEADING = "What the defence ministers of South-East Asia decided, and what became of it"
INTRODUCTION = (
    "The ASEAN Defence Ministers’ Meeting (ADMM) is the highest defence consultative and cooperative mechanism "
    "in ASEAN. Its ministers first met in Kuala Lumpur on 9 May 2006."
)


def create_home_page(apps, schema_editor):
    page_model = apps.get_model("wagtailcore", "Page")
    site_model = apps.get_model("wagtailcore", "Site")
    content_type_model = apps.get_model("contenttypes", "ContentType")
    home_model = apps.get_model("pages", "HomePage")
    locale = apps.get_model("wagtailcore", "Locale").objects.order_by("pk").first()

    site_model.objects.all().delete()
    page_model.objects.filter(depth=2, slug="home").delete()
    content_type, _created = content_type_model.objects.get_or_create(model="homepage", app_label="pages")
    home = home_model.objects.create(
        title="ASEAN Defence Ministers’ Meeting",
        draft_title="ASEAN Defence Ministers’ Meeting",
        slug="home",
        heading=HEADING,
        introduction=INTRODUCTION,
        content_type=content_type,
        locale=locale,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
    )
    site_model.objects.create(
        hostname="localhost", site_name="ADMM portal", root_page=home, is_default_site=True
    )


def remove_home_page(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.filter(root_page__slug="home").delete()
    apps.get_model("pages", "HomePage").objects.filter(depth=2, slug="home").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(create_home_page, remove_home_page)]
