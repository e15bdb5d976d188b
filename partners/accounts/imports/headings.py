"""What columns are called in the sheets of others, and how domains are written in them."""

import re
from typing import Final

_HEADINGS: Final = {
    "name": "name account accountname company companyname customer customername organisation"
    " organization legalname firma firmenname kunde kundenname unternehmen nazwa nazwafirmy firma"
    " klient название наименование компания клиент организация",
    "domain": "domain website web url homepage site webdomain companydomain webseite internet"
    " internetseite domena strona www stronawww домен сайт вебсайт",
    "country": "country countrycode land landkz laendercode ländercode kraj kodkraju страна"
    " кодстраны",
    "place": "place city town location ort stadt sitz miasto miejscowość siedziba город место",
    "vat": "vat vatid vatnumber vatno vatregistrationnumber taxid ustid ustidnr ustidnummer uid"
    " umsatzsteuerid nip nipue numervat numerue номерндс ндс",
    "duns": "duns dunsnumber dunsno dunsnummer numerduns",
    "lei": "lei leicode leinumber",
    "gln": "gln glnnumber glnnummer iln ilngln numergln",
    "parent_name": "parent parentname parentaccount parentcompany ultimateparent nameoftheparent"
    " mutter muttergesellschaft namedermutter konzern konzernmutter konzernname"
    " podmiotdominujący spółkamatka nazwaspółkimatki grupakapitałowa"
    " материнскаякомпания названиематеринскойкомпании головнаякомпания холдинг",
    "parent_country": "parentcountry parentcountrycode parentaccountcountry countryoftheparent"
    " landdermutter konzernland krajspółkimatki krajpodmiotudominującego"
    " странаматеринскойкомпании",
    "parent_domain": "parentdomain parentwebsite parentaccountwebsite domainoftheparent"
    " domaindermutter konzerndomain konzernwebsite domenaspółkimatki доменматеринскойкомпании",
    "parent_number": "parentnumber parentduns parentdunsnumber globalultimateduns"
    " globalultimatedunsnumber domesticultimateduns parentlei ultimateparentlei numberoftheparent"
    " nummerdermutter konzernduns konzernlei numerspółkimatki dunsspółkimatki"
    " номерматеринскойкомпании",
}
_FIELD_OF: Final = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_ADDRESS: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?([^/?#:\s]*).*$", re.DOTALL)


def field_of(heading: str) -> str | None:
    """Return what a column holds by its heading, whatever its case, spaces and signs."""
    return _FIELD_OF.get(re.sub(r"[\W_]+", "", heading).casefold())


def domain_in(address: str) -> str:
    """Return the web domain in an address as people copy it."""
    found = _ADDRESS.match(address.strip().lower())
    return found[1].rstrip(".") if found else address
