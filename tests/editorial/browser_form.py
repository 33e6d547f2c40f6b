"""The data that a browser would submit of a form, and the addresses of forms of pages."""

from bs4 import BeautifulSoup
from django.urls import reverse


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def get_form_fields(response, form: str = "form[data-edit-form]") -> dict:
    """Names and values of the form's fields as shown; StreamFields are empty."""
    page = BeautifulSoup(response.content, "lxml").select_one(form)
    for template in page.find_all("template"):
        template.decompose()
    data = {f"{blocks['id']}-count": "0" for blocks in page.select("[data-w-block-data-value]")}
    for field in page.find_all(["input", "textarea", "select"]):
        if field.get("name") and not field.has_attr("disabled") and value_of(field) is not None:
            data[field["name"]] = value_of(field)
    return data


def value_of(field):
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.name == "select":
        selected = [option["value"] for option in field.select("option[selected]")]
        return selected if field.has_attr("multiple") else next(iter(selected), "")
    if field.get("type") in ("checkbox", "radio"):
        return field.get("value", "on") if field.has_attr("checked") else None
    return field.get("value", "")


def row(prefix: str, number: int, **values) -> dict:
    """The data of a row that is added to an inline formset."""
    start = f"{prefix}-{number}-"
    data = {"id": "", "ORDER": str(number + 1), "DELETE": "", **values}
    return {f"{prefix}-TOTAL_FORMS": str(number + 1), **{start + name: value for name, value in data.items()}}
