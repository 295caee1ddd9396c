"""What people write elsewhere, and what it is here: the tables behind every hint.

A hint names a word that means the same, or is one slip of the fingers away; by a slip never one
that ends something. docs/coming-from.md shows the tables to people, and a test compares both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from followup_md.parsing import spelling

# Keys of other programs, by ours. Case, hyphens, underscores and blanks make no difference.
KEYS = {
    "name": "full_name fn display_name contact_name person_name",
    "nickname": "nick alias aka",
    "org": "company company_name companies organisation organization organisations organizations"
    " employer works_at works_for workplace",
    "role": "job job_title position occupation profession",
    "email": "mail e_mail emails email_address email_addresses e_mail_address primary_email",
    "phone": "tel telephone phones phone_number phone_numbers telephone_number primary_phone",
    "birthday": "bday born birth_date date_of_birth dob",
    "timezone": "tz",
    "language": "lang languages",
    "url": "urls website homepage web webpage blog linkedin linkedin_url github twitter",
    "tags": "categories category tag keywords groups",
    "owner": "assigned_to assignee account_owner",
    "met": "how_we_met where_we_met met_at met_on date_met first_met",
    "via": "introduced introduced_by referred_by met_through",
    "reason": "contact_reason",
    "keep": "frequency contact_frequency frequency_days contact_frequency_days interval"
    " contact_interval contact_interval_days every contact_every keep_in_touch stay_in_touch"
    " cadence_days check_in_frequency reminder_frequency keep_in_touch_frequency"
    " stay_in_touch_frequency catch_up_every catch_up_frequency reach_out_every reconnect_every",
    "follow_up": "follow_up_date followup_date follow_up_on next_contact next_contact_date"
    " next_follow_up next_follow_up_date next_followup_date next_touch next_check_in contact_next"
    " next_reminder next_reminder_at next_activity_date next_action_date",
    "snooze": "snoozed snoozed_until snooze_until",
    "touches": "touchpoints interactions contact_log contact_history",
    "quotes": "quotations proposals",
}
# Keys for one of several numbers or addresses: our key, and the label that it has here.
LABELS = {
    "phone": "mobile cell mobile_phone cell_phone phone_mobile home_phone phone_home work_phone"
    " phone_work office_phone business_phone mobile_number cell_number",
    "email": "work_email email_work home_email email_home personal_email business_email",
}
# Keys for the day of the last contact, by the channel that they name ("": none).
LAST_CONTACT = {
    "": "last_contact last_contacted last_contact_date last_contacted_at date_last_contacted"
    " contacted last_spoke last_spoke_on last_spoken last_talked last_touch last_interaction"
    " last_seen last_check_in last_reached_out last_contact_at last_contacted_on last_seen_at"
    " last_interaction_at last_interaction_date last_activity last_activity_date last_spoke_to"
    " last_spoken_to last_spoke_with last_talked_to last_chat last_catch_up last_connected"
    " last_touchpoint",
    "call": "last_call last_called last_phone_call",
    "email": "last_email last_emailed last_mail",
    "text": "last_text last_texted",
    "meeting": "last_met last_meeting last_met_on",
    "coffee": "last_coffee",
    "lunch": "last_lunch",
    "video": "last_video_call",
    "visit": "last_visit last_visited",
}
# Keys beside the last contact that say how it was.
CHANNEL_KEYS = "last_contact_method last_contact_type last_contact_channel contact_method channel"
# Statuses of other programs; a word that says more than ours is kept behind it.
STATUSES = {
    "open": "active current ongoing",
    "open +": "new contacted replied responded lead prospect client customer in_progress",
    "archived": "archive",
    "archived +": "deceased died dead passed_away",
    "do-not-contact": "dnc donotcontact",
    "do-not-contact +": "unsubscribed opted_out opt_out",
    "declined": "decline",
    "declined +": "not_interested refused",
}
# Keys whose yes is a status.
FLAGS = {
    "do-not-contact": "do_not_contact dont_contact no_contact dnc opted_out opt_out unsubscribed",
    "archived": "archived is_archived",
    "archived deceased": "deceased is_deceased dead is_dead",
}
SPANS = {
    "1d": "daily every_day",
    "1w": "weekly week every_week once_a_week",
    "2w": "fortnightly every_other_week",
    "1m": "monthly month every_month once_a_month",
    "2m": "every_other_month",
    "3m": "quarterly quarter every_quarter once_a_quarter",
    "6m": "half_yearly semiannually twice_a_year",
    "1y": "yearly year annual annually every_year once_a_year",
}
CHANNELS = {
    "call": "called rang phoned phonecall phone-call calls",
    "phone": "tel telephone mobile",
    "video": "teams facetime skype videocall video-call",
    "email": "e-mail emailed mailed emails",
    "text": "texted txt imessage",
    "chat": "dm im",
    "letter": "post",
    "meeting": "met appointment in-person face-to-face dinner breakfast drinks",
    "visit": "visited",
}
OUTCOMES = {
    "voicemail": "vm lvm lm mailbox message",
    "no-answer": "unanswered unreachable noanswer",
    "answered": "spoke talked reached",
    "replied": "reply",
    "planned": "scheduled",
    "cancelled": "canceled",
}
_WORDS = {"channel": CHANNELS, "outcome": OUTCOMES, "direction": {"in": "incoming inbound"}}
# No slip is taken for one of these: they end something, or stop it.
_ENDS = ("none", "declined", "archived", "do-not-contact", "cancelled")
_SPELT = re.compile(r"(?:every |once every )?(\w{1,5})[ _-]*(days?|weeks?|months?|years?|[dwmy])")
_COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def flat_key(key: str) -> str:
    """Return a key without what differs between programs: `Last Contact`, `lastContact`."""
    return "".join(filter(str.isalnum, key.lower()))


def by_word(table: dict[str, str]) -> dict[str, str]:
    """Return the known word for each other word of a table."""
    return {other: known for known, others in table.items() for other in others.split()}


def _by_key(table: dict[str, str]) -> dict[str, str]:
    return {flat_key(other): known for other, known in by_word(table).items()}


_KEYS = _by_key(KEYS)
_LABELS = _by_key(LABELS)
_LAST_CONTACT = _by_key(LAST_CONTACT)
_CHANNEL_KEYS = {flat_key(key) for key in CHANNEL_KEYS.split()}
_STATUSES = _by_key(STATUSES)
_FLAGS = _by_key(FLAGS)
_SPANS = _by_key(SPANS)
_LABEL = re.compile(r"(?:e?mail|phone|number)+")
_VCARD = re.compile(r"(FN|EMAIL|TEL|BDAY|ORG|TITLE|ROLE|URL|NICKNAME|LANG|TZ|UID)(?:\[([^\]]*)\])?")
_OF_VCARD = {"fn": "name", "tel": "phone", "bday": "birthday", "title": "role", "lang": "language"}


@lru_cache(maxsize=4096)
def known_key(key: str, known: tuple[str, ...]) -> str:
    """Return the known key that another one is a word for, or ""."""
    if match := _VCARD.fullmatch(key):
        found = match[1].lower()
        return {"tz": "timezone", **_OF_VCARD}.get(found, found)
    flat = flat_key(key)
    for one in known:
        if flat in (flat_key(one), flat_key(one).removesuffix("s")) or flat == f"{one}s":
            return one
    if flat in _LAST_CONTACT:
        return "touches"
    return _KEYS.get(flat) or _LABELS.get(flat, "")


@lru_cache(maxsize=4096)
def mistyped_key(key: str, known: tuple[str, ...]) -> str:
    """Return the known key that another one is a slip of the fingers away from, or ""."""
    return spelling.nearest(key.replace("-", "_"), known)


def label(key: str) -> str:
    """Return the label that a key for a number or an address says, or ""."""
    if match := _VCARD.fullmatch(key):
        word = re.sub(r"^\d+:?", "", (match[2] or "").lower())
        return "mobile" if word == "cell" else word
    if flat_key(key) not in _LABELS:
        return ""
    word = _LABEL.sub("", flat_key(key))
    return "mobile" if word == "cell" else word


def channel_of_last_contact(key: str) -> str | None:
    """Return the channel ("": none is said) of a key for the last contact, None for other keys."""
    return _LAST_CONTACT.get(flat_key(key))


def is_channel_key(key: str) -> bool:
    """Whether a key says how the last contact was."""
    return flat_key(key) in _CHANNEL_KEYS


def flag(key: str) -> str:
    """Return the status that a key with the value yes stands for, or ""."""
    return _FLAGS.get(flat_key(key), "")


def status(text: str) -> str:
    """Return the text of `status` that another program's word stands for, or ""."""
    found, _, more = _STATUSES.get(flat_key(text), "").partition(" ")
    return f"{found} {text.strip()}" if more else found


def span(text: str) -> str:
    """Return `6w` for `every six weeks`, `weekly`; "" if it is not clear."""
    if found := _SPANS.get(flat_key(text)):
        return found
    match = _SPELT.fullmatch(text.lower().strip())
    if match is None:
        return ""
    count = match[1]
    if count in _COUNTS:
        count = str(_COUNTS.index(count))
    return f"{int(count)}{match[2][0]}" if count.isdecimal() and count.isascii() else ""


def other_channel(typed: str) -> str:
    """Return the channel that a word of another program stands for, or ""."""
    return _other_words("channel").get(typed, "")


def word(what: str, typed: str, known: Iterable[str]) -> str:
    """Return the known channel, outcome, … that a word stands for, or ""."""
    lower, every = typed.lower(), list(known)
    found = _other_words(what).get(lower, "")
    if found in every:
        return found
    return spelling.nearest(lower, [one for one in every if one not in _ENDS])


def did_you_mean(what: str, typed: str, known: Iterable[str]) -> str:
    """Return "; did you mean `x`?" or ""."""
    found = word(what, typed, known)
    return f"; did you mean `{found}`?" if found else ""


@lru_cache
def _other_words(what: str) -> dict[str, str]:
    return by_word(_WORDS.get(what, {}))
