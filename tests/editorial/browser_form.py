"""The data that a browser would submit of a form, and the addresses of forms of pages."""

from django.urls import reverse
from lxml import etree, html

UTF_8 = html.HTMLParser(encoding="utf-8")


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def get_form_fields(response, form: str = "//form[@data-edit-form]") -> dict:
    """Names and values of the form's fields as shown; StreamFields are empty. `form` is an XPath."""
    shown_form = html.document_fromstring(response.content, parser=UTF_8).xpath(form)[0]
    etree.strip_elements(shown_form, "template", with_tail=False)
    blocks = shown_form.iterfind(".//*[@data-w-block-data-value]")
    data: dict = {f"{block.get('id')}-count": "0" for block in blocks}
    for field in shown_form.iter("input", "textarea", "select"):
        if field.get("name") and field.get("disabled") is None and value_of(field) is not None:
            data[field.get("name")] = value_of(field)
    return data


def value_of(field):
    if field.tag == "textarea":
        return field.text_content().removeprefix("\n")
    if field.tag == "select":
        selected = [option.get("value") for option in field.iterfind(".//option[@selected]")]
        return selected if field.get("multiple") is not None else next(iter(selected), "")
    if field.get("type") in ("checkbox", "radio"):
        return field.get("value", "on") if field.get("checked") is not None else None
    return field.get("value", "")


def row(prefix: str, number: int, **values) -> dict:
    """The data of a row that is added to an inline formset."""
    start = f"{prefix}-{number}-"
    data = {"id": "", "ORDER": str(number + 1), "DELETE": "", **values}
    return {f"{prefix}-TOTAL_FORMS": str(number + 1), **{start + name: value for name, value in data.items()}}


def is_sent_by_people(form, address) -> bool:
    """Whether people submit the form, not a script, and to the view itself."""
    is_post = form.get("method", "").lower() == "post"
    return is_post and form.get("action", address) in ("", address) and "w-session" not in str(form.attrs)
