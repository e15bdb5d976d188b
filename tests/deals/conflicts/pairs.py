"""Pairs of end customers as two partners would write them down, each labelled: one firm or two.

What differs is what differs in life: legal forms, scripts and ways to transliterate them, typos,
words in another order, abbreviations, subsidiaries; and firms that only look alike. Made by a seed.
"""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.parents.models import Parent


@dataclass(frozen=True, slots=True)
class Firm:
    """A customer as entered; `mails` are the hosts of its contacts' addresses."""

    name: str
    country: str
    domain: str | None = None
    registered: dict[IdentityKind, str] = field(default_factory=dict)
    mails: tuple[str, ...] = ()
    parent: Parent | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    kind: str
    is_same: bool
    """Whether they are one firm; of families, whether a reviewer wants to see them together."""
    one: Firm
    other: Firm


FORMS: Final = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "KG", "SE", "e.K.", "UG (haftungsbeschränkt)", "mbH"),
    "PL": ("Sp. z o.o.", "S.A.", "sp.j.", "Sp. z o.o. Sp.k."),
    "NO": ("AS", "ASA", "ANS", "A/S"),
    "SE": ("AB", "Aktiebolag", "HB"),
    "DK": ("ApS", "A/S"),
    "GB": ("Ltd", "Limited", "PLC", "LLP", "Ltd."),
    "US": ("Inc.", "LLC", "Corp.", "Corporation", "Incorporated"),
    "FR": ("S.A.S.", "SARL", "SA"),
    "IT": ("S.p.A.", "S.r.l."),
    "NL": ("B.V.", "N.V."),
    "EE": ("OÜ", "AS"),
    "RU": ("ООО", "АО", "ПАО"),
    "GR": ("Α.Ε.", "Ε.Π.Ε."),
}
_PEOPLE: Final = {
    "DE": (
        "Müller",
        "Größmann",
        "Bäcker",
        "Schäfer",
        "Krüger",
        "Weiß",
        "Jäger",
        "Köhler",
        "Hübner",
    ),
    "PL": ("Wiśniewski", "Dąbrowski", "Żółkiewski", "Łukaszewicz", "Jabłoński", "Górecki"),
    "NO": ("Bjørnstad", "Sørensen", "Håkonsen", "Nygård", "Ødegaard", "Tømmerås"),
    "SE": ("Björklund", "Sjöström", "Åkesson", "Löfgren", "Nordström"),
    "DK": ("Kjær", "Nørgaard", "Møller", "Østergaard", "Bæk"),
    "GB": ("Whitfield", "Thornbury", "Ashworth", "Pemberton", "Hargreaves", "Lockwood"),
    "US": ("Redstone", "Blackwell", "Clearwater", "Stanton", "Kingsley", "Hawthorne"),
    "FR": ("Lefèvre", "Béranger", "Dupré", "Garçon", "Hélène", "Rousseau"),
    "IT": ("Bianchi", "Castelli", "Moretti", "Ferrari", "Lombardi"),
    "NL": ("Van der Meer", "De Groot", "Kuipers", "Hoekstra", "Jansen"),
    "EE": ("Tamm", "Õunapuu", "Kärner", "Mägi", "Pärnoja"),
}
_TRADES: Final = {
    "DE": ("Maschinenbau", "Logistik", "Anlagentechnik", "Werkzeuge", "Elektronik", "Stahlhandel"),
    "PL": ("Transport", "Budownictwo", "Elektronika", "Maszyny", "Opakowania"),
    "NO": ("Skipsverft", "Energi", "Transport", "Bygg", "Havbruk"),
    "SE": ("Industri", "Verkstad", "Trävaror", "Energi", "Fastigheter"),
    "DK": ("Vindkraft", "Maskiner", "Fødevarer", "Byggeri"),
    "GB": ("Engineering", "Logistics", "Foods", "Textiles", "Instruments", "Aerospace"),
    "US": ("Manufacturing", "Systems", "Industries", "Technologies", "Packaging"),
    "FR": ("Ingénierie", "Énergie", "Mécanique", "Emballages", "Transports"),
    "IT": ("Meccanica", "Alimentari", "Ceramiche", "Trasporti", "Impianti"),
    "NL": ("Scheepsbouw", "Bloemen", "Machinefabriek", "Logistiek"),
    "EE": ("Laevaehitus", "Energia", "Puit", "Elektroonika"),
}
_PLACES: Final = {
    "DE": ("Nord", "Süd", "Rhein", "Lübeck", "Osnabrück", "Thüringen", "Isar", "Elbe"),
    "PL": ("Gdańsk", "Łódź", "Śląsk", "Poznań", "Kraków"),
    "NO": ("Vest", "Trøndelag", "Ålesund", "Tromsø"),
    "SE": ("Göteborg", "Malmö", "Norrköping", "Öresund"),
    "DK": ("Jylland", "Fyn", "Sjælland", "Aarhus"),
    "GB": ("Northern", "Severn", "Highland", "Mersey"),
    "US": ("Pacific", "Midwest", "Great Lakes", "Hudson"),
    "FR": ("Rhône", "Bretagne", "Méditerranée", "Île-de-France"),
    "IT": ("Lombarda", "Adriatica", "Toscana", "Piemonte"),
    "NL": ("Zuid", "Rijnmond", "Friesland", "Twente"),
    "EE": ("Tallinna", "Pärnu", "Läänemere", "Põhja"),
}
_CYRILLIC: Final = (
    "Щербаков Машиностроение", "Журавлёв Транспорт", "Южная Энергия", "Хабаровск Судострой",
    "Чайковский Электроника", "Цветмет Урал", "Яковлев Логистика", "Шихан Цемент",
    "Северная Верфь", "Красный Октябрь", "Объединённые Пекарни", "Волжский Трубный Завод",
    "Жигулёвский Пивзавод", "Уральские Станки", "Дальхимпром Восток", "Ижевск Радиозавод",
)  # fmt: skip
_GREEK: Final = (
    "Ελληνικά Ναυπηγεία", "Παπαδόπουλος Τρόφιμα", "Αιγαίο Ενέργεια", "Θεσσαλονίκη Μεταφορές",
    "Χαλυβουργική Βόλου", "Κρητικά Ελαιόλαδα",
)  # fmt: skip


def _table(letters: str, written: str) -> dict[str, str]:
    return dict(zip(letters, written.split(), strict=True))


_BGN: Final = _table(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya",
)
_DIN: Final = _BGN | _table("вжйхцчшщюя", "w sch j ch z tsch sch schtsch ju ja")
_ISO9: Final = _BGN | _table("жйхцчшщюяэё", "ž j h c č š ŝ û â è ë")
_GREEK_LATIN: Final = _table(
    "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊ",
    "a v g d e z i th i k l m n x o p r s s t y f ch ps o a e i i o y o i",
)
_GERMAN: Final = _table("äöüßøåæ", "ae oe ue ss oe aa ae")
_BARE: Final = _table("äöüßøåæłśżźćńąęóõéèêçîô", "a o u ss o a ae l s z z c n a e o o e e e c i o")
_SHORT: Final = {
    "Logistics": "Log.",
    "Engineering": "Eng.",
    "Industries": "Ind.",
    "Transport": "Transp.",
    "Maschinenbau": "Masch.-bau",
    "Technologies": "Tech",
}
_LETTERS: Final = "abcdefghijklmnoprstuvwz"


def pairs(seed: int, count: int) -> list[Pair]:
    """Return as many labelled pairs, half of them of one firm; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same pairs each time
    makers = [_SAME, _DIFFERENT]
    return [_pair(chance, makers[number % 2], is_same=number % 2 == 0) for number in range(count)]


def families(seed: int, count: int) -> list[Pair]:
    """Return pairs of two firms each, half of which belong to one group by what was said."""
    chance = random.Random(seed)  # noqa: S311 - the same pairs each time
    makers = [_ONE_GROUP, _NO_GROUP]
    return [_pair(chance, makers[number % 2], is_same=number % 2 == 0) for number in range(count)]


Maker = Callable[[random.Random], tuple[Firm, Firm]]


def _pair(chance: random.Random, makers: dict[str, Maker], *, is_same: bool) -> Pair:
    kind = chance.choice(list(makers))
    one, other = makers[kind](chance)
    return Pair(kind, is_same, *((one, other) if chance.random() < 0.5 else (other, one)))


def _words(chance: random.Random, country: str) -> list[str]:
    words = [chance.choice(_PEOPLE[country]), chance.choice(_TRADES[country])]
    if chance.random() < 0.4:
        words.append(chance.choice(_PLACES[country]))
    return words


def _firm(chance: random.Random, words: list[str], country: str) -> Firm:
    """Return a firm of that name: a domain for two in three, a VAT number for one in three."""
    slug = f"{_spelled(words[0].lower(), _BARE)}-{chance.randrange(10**6)}".replace(" ", "")
    domain = f"{slug}.example" if slug.isascii() and chance.random() < 0.66 else None
    vat = {IdentityKind.VAT: f"{country}{chance.randrange(10**8, 10**9)}"}
    registered = vat if chance.random() < 0.33 else {}
    return Firm(" ".join([*words, chance.choice(FORMS[country])]), country, domain, registered)


def _any(chance: random.Random) -> tuple[list[str], Firm]:
    country = chance.choice(list(_PEOPLE))
    words = _words(chance, country)
    return words, _firm(chance, words, country)


def _noted(chance: random.Random, firm: Firm, words: list[str]) -> Firm:
    """Return the same firm as somebody else noted it: other spelling, and nothing else to go by."""
    form = chance.choice([*FORMS[firm.country], ""])
    return Firm(" ".join([*words, form]).strip(), firm.country)


def _other_form(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    return firm, _noted(chance, firm, words)


def _other_spelling(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    table = chance.choice((_GERMAN, _BARE))
    return firm, _noted(chance, firm, [_spelled(word, table) for word in words])


def _transliterated(chance: random.Random) -> tuple[Firm, Firm]:
    words = chance.choice(_CYRILLIC).split()
    firm = _firm(chance, words, "RU")
    tables = chance.sample((_BGN, _DIN, _ISO9), 2)
    notes = [" ".join(_spelled(word, table).title() for word in words) for table in tables]
    first = firm if chance.random() < 0.6 else replace(firm, name=notes[0])
    return first, Firm(f"{notes[1]} {chance.choice(('OOO', 'LLC', ''))}".strip(), "RU")


def _greek(chance: random.Random) -> tuple[Firm, Firm]:
    words = chance.choice(_GREEK).split()
    latin = " ".join(_spelled(word.replace("ου", "ou"), _GREEK_LATIN).title() for word in words)
    return _firm(chance, words, "GR"), Firm(f"{latin} S.A.", "GR")


def _typo(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    text = " ".join(words)
    place = chance.randrange(1, len(text) - 1)
    kinds = (
        text[:place] + text[place + 1 :],
        text[:place] + text[place] + text[place:],
        text[:place] + chance.choice(_LETTERS) + text[place + 1 :],
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    )
    return firm, _noted(chance, firm, chance.choice(kinds).split())


def _other_order(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    other = words[::-1] if chance.random() < 0.5 else [chance.choice((" & ", " - ")).join(words)]
    return firm, _noted(chance, firm, other)


def _abbreviated(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    short = [words[0], *(_SHORT.get(word, f"{word[:4]}.") for word in words[1:])]
    return firm, _noted(chance, firm, short)


def _trade_name(chance: random.Random) -> tuple[Firm, Firm]:
    """One number in a register, whatever it is called."""
    firm = _any(chance)[1]
    duns = {IdentityKind.DUNS: f"{chance.randrange(10**9):09}"}
    other = _any(chance)[1]
    return replace(firm, registered=firm.registered | duns), replace(
        other, country=firm.country, domain=None, registered=duns
    )


def _other_site(chance: random.Random) -> tuple[Firm, Firm]:
    """A subsidiary, or a brand, below the domain of the firm."""
    words, firm = _any(chance)
    domain = firm.domain or "holding-77.example"
    host = f"{chance.choice(('www', 'shop', 'de', 'no', 'jobs'))}.{domain}"
    name = f"{words[0]} {chance.choice(('Norge', 'Deutschland', 'Polska', 'Group'))}"
    return replace(firm, domain=domain), Firm(name, chance.choice(list(FORMS)), host)


def _mailed(chance: random.Random) -> tuple[Firm, Firm]:
    firm = _any(chance)[1]
    domain = firm.domain or "betrieb-78.example"
    other = _any(chance)[1]
    return replace(firm, domain=domain), replace(other, domain=None, mails=(f"post.{domain}",))


def _other_country(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    country = chance.choice([each for each in _PEOPLE if each != firm.country])
    return firm, _firm(chance, words, country)


def _shares_a_word(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    place = chance.randrange(2)
    other = list(words)
    pool = (_PEOPLE, _TRADES)[place][firm.country]
    other[place] = chance.choice([each for each in pool if each != words[place]])
    return firm, _firm(chance, other, firm.country)


_NEARLY: Final = {
    "DE": (("Müller", "Möller"), ("Maier", "Mayr"), ("Hoffmann", "Hofmeister"), ("Bauer", "Sauer")),
    "GB": (("Thornbury", "Thornby"), ("Ashworth", "Ashford"), ("Lockwood", "Lockyer")),
    "PL": (("Kowalski", "Kowalczyk"), ("Górski", "Górecki")),
    "NO": (("Hansen", "Jansen"), ("Larsen", "Lassen")),
}


def _namesakes(chance: random.Random) -> tuple[Firm, Firm]:
    """Two firms of one trade and place whose owners' names differ by a letter or two."""
    country = chance.choice(list(_NEARLY))
    trade, place = chance.choice(_TRADES[country]), chance.choice(_PLACES[country])
    one, other = chance.choice(_NEARLY[country])
    return _firm(chance, [one, trade, place], country), _firm(
        chance, [other, trade, place], country
    )


def _numbered(chance: random.Random) -> tuple[Firm, Firm]:
    words, firm = _any(chance)
    first, second = chance.sample(range(1, 12), 2)
    return _firm(chance, [*words, str(first)], firm.country), _firm(
        chance, [*words, str(second)], firm.country
    )


def _own_register(chance: random.Random) -> tuple[Firm, Firm]:
    """One name in one country, and registers that know two firms of it."""
    words, firm = _any(chance)
    vats = [{IdentityKind.VAT: f"{firm.country}{each}"} for each in chance.sample(range(10**8), 2)]
    return tuple(  # type: ignore[return-value]
        replace(_firm(chance, words, firm.country), registered=vat) for vat in vats
    )


def _subsidiary_abroad(chance: random.Random) -> tuple[Firm, Firm]:
    """It buys by itself: own country, own domain, own numbers."""
    words, firm = _any(chance)
    country = chance.choice([each for each in _PLACES if each != firm.country])
    return firm, _firm(chance, [*words[:2], chance.choice(_PLACES[country])], country)


def _providers(chance: random.Random) -> tuple[Firm, Firm]:
    """Two firms whose people write from where everybody does, or who live below one host."""
    one, other = _any(chance)[1], _any(chance)[1]
    host = chance.choice(("gmail.com", "web.de", "wp.pl", "t-online.de"))
    if chance.random() < 0.5:
        return replace(one, mails=(host,)), replace(other, mails=(host,))
    return replace(one, domain="one-9.github.io"), replace(other, domain="other-9.github.io")


def _strangers(chance: random.Random) -> tuple[Firm, Firm]:
    return _any(chance)[1], _any(chance)[1]


def _head(chance: random.Random) -> tuple[list[str], Firm, Parent]:
    """Return the head of a group: by words, as a customer, and as somebody knows all of it."""
    country = chance.choice(list(_PEOPLE))
    words = [chance.choice(_PEOPLE[country]), chance.choice(("Holding", "Group", "International"))]
    slug = "".join(letter for letter in _spelled(words[0].lower(), _BARE) if letter.isalpha())
    domain = f"{slug}-{chance.randrange(10**6)}.example"
    number = f"{chance.randrange(10**9):09}"
    firm = Firm(" ".join(words), country, domain, {IdentityKind.DUNS: number})
    return words, firm, Parent(firm.name, country, domain, number)


def _child(chance: random.Random, parent: Parent | None) -> Firm:
    return replace(_any(chance)[1], parent=parent)


def _named_by_both(chance: random.Random) -> tuple[Firm, Firm]:
    """By the name alone, each with its own spelling and legal form."""
    words, head, _ = _head(chance)
    names = [
        " ".join([*(_spelled(word, table) for word in words), chance.choice(FORMS[head.country])])
        for table in (_BARE, {})
    ]
    one, other = (_child(chance, Parent(name, head.country)) for name in names)
    return one, other


def _by_domain(chance: random.Random) -> tuple[Firm, Firm]:
    _words, head, parent = _head(chance)
    site = Parent(domain=f"{chance.choice(('www', 'group', 'ir'))}.{head.domain}")
    return _child(chance, parent), _child(chance, site)


def _by_number(chance: random.Random) -> tuple[Firm, Firm]:
    parent = _head(chance)[2]
    return _child(chance, parent), _child(chance, Parent(number=parent.number))


def _child_and_head(chance: random.Random) -> tuple[Firm, Firm]:
    _words, head, parent = _head(chance)
    known = chance.choice(
        (
            Parent(parent.name, parent.country),
            Parent(domain=parent.domain),
            Parent(number=parent.number),
        )
    )
    return head, _child(chance, known)


def _known_apart(chance: random.Random) -> tuple[Firm, Firm]:
    """Of one group too, but of what the two know of it nothing is in common."""
    parent = _head(chance)[2]
    one = _child(chance, Parent(domain=parent.domain))
    return one, _child(chance, Parent(number=parent.number))


def _one_is_silent(chance: random.Random) -> tuple[Firm, Firm]:
    return _child(chance, _head(chance)[2]), _child(chance, None)


def _two_heads_of_a_name(chance: random.Random) -> tuple[Firm, Firm]:
    words, head, _ = _head(chance)
    country = chance.choice([each for each in _PEOPLE if each != head.country])
    name = " ".join(words)
    return _child(chance, Parent(name, head.country)), _child(chance, Parent(name, country))


def _two_groups(chance: random.Random) -> tuple[Firm, Firm]:
    return _child(chance, _head(chance)[2]), _child(chance, _head(chance)[2])


def _spelled(word: str, table: dict[str, str]) -> str:
    letters = [table.get(letter.lower(), letter) for letter in word]
    text = "".join(letters).replace("_", "")
    return text[:1].upper() + text[1:] if word[:1].isupper() else text


_SAME: Final[dict[str, Maker]] = {
    "other legal form": _other_form,
    "other spelling": _other_spelling,
    "transliterated from Cyrillic": _transliterated,
    "transliterated from Greek": _greek,
    "typo": _typo,
    "other order or joined": _other_order,
    "abbreviated": _abbreviated,
    "trade name, one number": _trade_name,
    "subsidiary on one domain": _other_site,
    "business mail": _mailed,
}
_DIFFERENT: Final[dict[str, Maker]] = {
    "same name, other country": _other_country,
    "shares a word": _shares_a_word,
    "nearly the same name": _namesakes,
    "numbered": _numbered,
    "same name, other numbers": _own_register,
    "subsidiary abroad": _subsidiary_abroad,
    "same provider": _providers,
    "strangers": _strangers,
}
_ONE_GROUP: Final[dict[str, Maker]] = {
    "parent named by both": _named_by_both,
    "parent's domain": _by_domain,
    "parent's number": _by_number,
    "subsidiary and its parent": _child_and_head,
    "parent known to each by other things": _known_apart,
}
_NO_GROUP: Final[dict[str, Maker]] = {
    "parent stated for one of them": _one_is_silent,
    "parents of one name, two countries": _two_heads_of_a_name,
    "two groups": _two_groups,
}
