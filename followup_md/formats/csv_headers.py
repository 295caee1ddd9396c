"""The headers of tables with people, as address books and spreadsheets name them.

What they are is a word: a field (`org`), one with a label (`phone:work`), a part of a name or an
address, or IGNORED where a contact has no place for it. Other words that mean a field are those of
`parsing/elsewhere`.
"""

from __future__ import annotations

from functools import lru_cache

from followup_md.model.folding import fold
from followup_md.parsing import elsewhere
from followup_md.parsing.fields import KEYS
from followup_md.typed import NamedTuple

IGNORED = "-"
TAKEN = frozenset(
    (
        *("name", "nickname", "org", "role", "language", "url", "email", "phone"),
        *("birthday", "timezone", "tags", "owner", "met", "via", "reason"),
    )
)
LABEL = "#label"  # of the value with the same number: `E-mail 1 - Label`
ADDRESS = ("street", "city", "state", "postalcode", "country")

# Letters of the header without accents, blanks and numbers -> what it is.
_WORDS = {
    "name": "name displayname fileas",
    "first": "first firstname givenname forename vorname prenom",
    "middle": "middlename additionalname zweitervorname",
    "last": "last lastname familyname surname nachname familienname nomdefamille cognome apellido"
    " apellidos",
    "nome": "nome nombre",  # the first name, where the last one has a column
    "prefix": "nameprefix anrede",
    "suffix": "namesuffix suffix",
    "nickname": "nickname spitzname surnom soprannome apodo alias",
    "org": "organizationname company companyname firma unternehmen organisation organization"
    " societe entreprise azienda societa empresa personorganization account accountname",
    "role": "organizationtitle jobtitle position jobfunction beruf funktion fonction poste ruolo"
    " posizione cargo puesto",
    "title": "title",  # "Mr." in some, a role in others
    "email": "email emailvalue emailaddress mail courriel adresseemail correo correoelectronico"
    " postaelettronica indirizzoemail",
    "email#label": "emaillabel emailtype",
    "email:work": "emailwork workemail businessemail",
    "email:home": "emailhome homeemail personalemail",
    "email:other": "emailother otheremail",
    "phone": "phone phonevalue phonenumber telefon telefonnummer telephone telefono primaryphone",
    "phone#label": "phonelabel phonetype",
    "phone:mobile": "mobilephone mobile mobilephonenumber phonemobile mobil mobiltelefon handy"
    " mobilnummer portable cellulare movil cell cellphone",
    "phone:work": "businessphone workphone phonework geschaftlich telefongeschaftlich",
    "phone:home": "homephone phonehome privat telefonprivat",
    "phone:other": "otherphone phoneother",
    "phone:main": "companymainphone",
    "phone:car": "carphone",
    "url": "url website websitevalue webpage homepage webseite siteweb sitoweb sitioweb"
    " linkedinurl linkedin linkedinprofile profileurl",
    "birthday": "birthday birthdate dateofbirth geburtstag geburtsdatum datedenaissance"
    " anniversaire compleanno datadinascita cumpleanos fechadenacimiento",
    "anniversary": "anniversary jahrestag",
    "tags": "labels groupmembership tags categories personlabel schlagworte stichworter"
    " kategorien etiquetas etichette etiquettes categorie kategorie gruppe groups",
    "note": "notes note notizen notiz bemerkung bemerkungen remarques note notas comments"
    " kommentar beschreibung description",
    "owner": "contactowner personowner owner accountowner inhaber",
    "connected": "connectedon",
    "met": "met metat howwemet kennengelernt",
    "timezone": "timezone zeitzone",
    "language": "language sprache langue lingua idioma",
    "uid": "uid",
    "uid:hubspot": "recordid",
    "uid:pipedrive": "personid",
    "address": "addressformatted address adresse anschrift indirizzo direccion",
    "location": "location city town ort stadt wohnort ville citta ciudad lieu",
    "event": "eventvalue",
    "event#label": "eventlabel eventtype",
    "related": "relationvalue",
    "related#label": "relationlabel relationtype",
    "spouse": "spouse partner",
    "private": "private sensitivity",
    IGNORED: "phoneticfirstname phoneticmiddlename phoneticlastname yominame givennameyomi"
    " additionalnameyomi familynameyomi givenyomi surnameyomi companyyomi initials shortname"
    " maidenname gender priority photo websitelabel websitetype organizationtype"
    " organizationyominame organizationdepartment organizationlocation organizationsymbol"
    " organizationjobdescription addresslabel addresstype addressstreet addresscity addresspobox"
    " addressregion addresspostalcode addresscountry addressextendedaddress homeaddress"
    " businessaddress otheraddress customfieldlabel pager businessfax homefax otherfax fax"
    " telex isdn callback radiophone createdate leadstatus lifecyclestage"
    " marketingcontactstatus department directoryserver mileage billinginformation"
    " ttytddphone imaddress officelocation"
    " managersname assistantsname assistantsphone",
}
_KNOWN = {other: word for word, others in _WORDS.items() for other in others.split()}
_KINDS = ("business", "home", "other")
_KNOWN |= {
    f"{kind}{part}{more}": f"address:{kind}:{number}"
    for kind in _KINDS
    for number, part in enumerate(ADDRESS)
    for more in ("", "region")
}
# Headers that only one program writes.
PROGRAMS = {
    "connectedon": "LinkedIn",
    "phoneticfirstname": "Google",
    "groupmembership": "Google",
    "businessphone": "Outlook",
    "recordid": "HubSpot",
    "personid": "Pipedrive",
}


class Column(NamedTuple):
    """A column: its place from 0, its header, and what that is."""

    place: int
    header: str
    meaning: str
    number: str


def folded(header: str) -> str:
    """Return the letters and digits of a header, without case and accents."""
    return "".join(filter(str.isalnum, fold(header)))


@lru_cache(maxsize=4096)
def meaning(header: str) -> tuple[str, str]:
    """Return what a header is ("" if it is not known), and its number or ""."""
    key = folded(header)
    letters = "".join(char for char in key if not char.isdigit())
    number = "".join(char for char in key if char.isdigit())
    for word in (key, letters, letters.removeprefix("person")):
        if found := _KNOWN.get(word):
            return found, number
    known = elsewhere.known_key(" ".join(header.split()), KEYS) if len(header) < 60 else ""
    if known not in TAKEN:
        return "", number
    label = elsewhere.label(header)
    return (f"{known}:{label}" if label else known), number
