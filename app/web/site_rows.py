"""Sites as rows of a spreadsheet. Under these headings they can be imported again."""

from collections.abc import Iterator, Sequence

from app.read_models import ReadModels
from app.read_models.found import Found
from app.read_models.sites import SiteRow
from app.spreadsheets.writing import Value

SITE_HEADINGS = (
    "Name",
    "Address line 1",
    "Town",
    "Post code",
    "Telephone number",
    "Area",
    "Contact’s name",
    "Contact’s telephone",
    "Notes for whoever attends",
)
BATCH = 500
"""So many are looked up at a time."""


def rows_of_sites(sites: Found[SiteRow], models: ReadModels) -> Iterator[Sequence[Value]]:
    """A contact who was erased is left out, as if there were none."""
    for start in range(0, len(sites), BATCH):
        batch = sites[start : start + BATCH]
        contacts = models.contacts.these([site.contact_id for site in batch if site.contact_id])
        for site in batch:
            contact = contacts.get(site.contact_id)
            known = contact if contact and not contact.is_erased else None
            yield (
                site.own_name,
                site.address_line_1,
                site.town,
                site.post_code,
                site.telephone_number,
                site.area,
                known.own_name if known else "",
                known.telephone if known else "",
                site.notes,
            )
