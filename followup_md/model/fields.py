"""The fields that people set on a command line: what each takes, and what it is for."""

from __future__ import annotations

from followup_md.model.contact import Contact
from followup_md.typed import NamedTuple


class Field(NamedTuple):
    """A field of a contact, other than its name."""

    key: str  # in the front matter
    takes: str  # for the usage
    about: str  # for the help

    @property
    def option(self) -> str:
        """The option of `add` that gives its value."""
        return "--tag" if self.key == "tags" else f"--{self.key.replace('_', '-')}"

    @property
    def several(self) -> bool:
        """Whether it holds several values."""
        return isinstance(Contact._field_defaults[self.key], tuple)


FIELDS = (
    Field("nickname", "NAME", "What else they are called."),
    Field("org", "TEXT", "Where they work."),
    Field("role", "TEXT", "What they do there."),
    Field("language", "TEXT", "What they speak."),
    Field("url", "ADDRESS", "A page of theirs."),
    Field("email", "ADDRESS", "An e-mail address."),
    Field("phone", "NUMBER", "A phone number."),
    Field("birthday", "D", "Such as 1970-04-27 or 27 apr."),
    Field("timezone", "ZONE", "Such as Europe/Rome."),
    Field("tags", "TAG", "A word to find them by."),
    Field("owner", "WHO", "Who of the team looks after them."),
    Field("met", "TEXT", 'When and where: "yesterday, at the fair".'),
    Field("via", "WHO", "Who introduced you."),
    Field("reason", "TEXT", "Why you are calling."),
    Field("cadence", "NAME", "How tries are repeated: warm, gentle, none."),
    Field("keep", "TIER", "How often to keep in touch: friend, 60d, none."),
    Field("prefer", "CHANNEL", "A channel they like."),
    Field("never", "CHANNEL", "A channel not to suggest."),
    Field("hours", "HOURS", "When a call is welcome: 09:00-18:00."),
    Field("snooze", "UNTIL", '"friday", and why: put off until that day.'),
    Field("follow_up", "D", '"friday", and why: the day to be in touch.'),
    Field("status", "WORD", '"declined by me", and why.'),
    Field("private", "yes|no", "Never on the site."),
)
BY_KEY = {field.key: field for field in FIELDS}
# Words separated by commas; commas in other fields are part of the text.
WORDS = ("tags", "prefer", "never")


def key_of(name: str) -> str:
    """Return the key of a field as somebody types its name: `e-mail`, `follow up`, `tag`."""
    key = name.strip().lower().replace("-", "_").replace(" ", "_")
    return {"e_mail": "email", "tag": "tags", "snoozed": "snooze"}.get(key, key)
