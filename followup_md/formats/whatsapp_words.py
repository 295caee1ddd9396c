"""What WhatsApp itself says in a chat, in its languages: calls, and what is no message."""

from __future__ import annotations

import re

_CALL = re.compile(
    r"\bcall\b|anruf|llamada|\bappel|chiamata|ligação|chamada|oproep|gesprek|połączenie|звонок"
    r"|дзвінок|arama|samtal|opkald|anrop|puhelu|通話|通话|着信|전화|통화|مكالمة|שיחת|panggilan"
    r"|कॉल|hovor|hívás|κλήση|apel|cuộc gọi|สาย",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"v[ií]d[eéė]o|wideo|відео|видео|görüntülü|ビデオ|视频|視訊|영상|فيديو|וידאו|βίντεο|वीडियो|วิดีโอ",
    re.IGNORECASE,
)
_MISSED = re.compile(
    r"missed|silenced|verpasst|perdida|manqué|pers[ao]\b|não atendida|gemiste?|nieodebran|пропущен"
    r"|пропущений|cevapsız|missat|mistet|ubesvart|tapt|vastaamat|不在着信|未接|부재중|فائتة|لم يرد"
    r"|לא נענתה|tak terjawab|मिस्ड|zmeškan|nem fogadott|αναπάντητ|ratat|nhỡ|ไม่ได้รับ"
    r"|no answer|keine antwort|sin respuesta|(?:sans|pas de|aucune) réponse|nessuna risposta"
    r"|sem resposta|geen antwoord|brak odpowiedzi|нет ответа|cevap yok|inget svar|intet svar"
    r"|ingen svar|ei vastausta|応答なし|无应答|未接听|응답 없음"
    r"|declined|abgelehnt|rechazada|refusé",
    re.IGNORECASE,
)
# The same in a chat of an Android phone, where nothing marks it as WhatsApp's own words.
_PLAIN = re.compile(
    r"(?:missed (?:group )?(?:voice|video) call|verpasster (?:sprach|video)anruf"
    r"|llamada (?:de voz )?perdida|(?:video)llamada perdida|appel (?:vocal|vidéo) manqué"
    r"|chiamata (?:vocale )?persa|(?:video)chiamata persa"
    r"|(?:chamada|ligação) de (?:voz|vídeo) (?:perdida|não atendida)"
    r"|gemiste (?:spraak|video-?)oproep|nieodebrane połączenie (?:głosowe|wideo)"
    r"|пропущенный (?:аудио|видео)звонок|cevapsız (?:sesli|görüntülü) arama)"
    r"(?: (?:at|um|a las?|à|alle|às|om|o|в) [\d:. apm]+)?",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.\w{2,5}\b")
_LONGEST = 80  # characters of what WhatsApp says of a call
# No message: keys and numbers that changed, who was blocked, what was taken back.
_KEYS = re.compile(
    r"encrypt|verschlüssel|chiffr|cifrad|crittograf|criptograf|versleuteld|krypter|şifrele|szyfrowa"
    r"|шифр|加密|暗号|암호|تشفير|مشفر|מוצפנ|enkripsi|एन्क्रिप्ट|mã hóa|เข้ารหัส|šifrov|titkos|salattu"
    r"|salaus|κρυπτογρ|criptat",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"security code|sicherheitsnummer|código de (?:seguridad|segurança)|code de sécurité"
    r"|codice di sicurezza|beveiligingscode|kod(?:u|em)? (?:bezpieczeństwa|zabezpiecz)"
    r"|код безопасност|phone number|new number|telefonnummer|número de tel|numéro de tél"
    r"|numero di tel|telefoonnummer|numer telefonu|номер телефона|disappearing messages"
    r"|selbstlöschend|mensajes temporales|messages éphémères|messaggi effimeri"
    r"|mensagens temporárias|verdwijnende berichten|исчезающие"
    r"|blocked|blockier|bloque|bloccat|blokke|zablokow|заблокир"
    r"|business|unternehmens|empresa|entreprise|azienda|bedrijf"
    r"|deleted|gelöscht|elimin|supprimé|apagad|apagou|verwijderd|usunię|удален|удалил",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"(?:this message was deleted|you deleted this message|(?:diese nachricht wurde"
    r"|du hast diese nachricht) gelöscht|(?:se eliminó|eliminaste) este mensaje"
    r"|(?:ce message a été|vous avez) supprimé(?: ce message)?|questo messaggio è stato eliminato"
    r"|hai eliminato questo messaggio|(?:essa mensagem foi apagada|você apagou esta mensagem)"
    r"|dit bericht (?:is|werd) verwijderd|je hebt dit bericht verwijderd|null)\.?",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\bgroup\b|\bgruppe|\bgrupo|\bgroupe|\bgruppo|\bgroep|\bgrup|групп|груп|群组|群組|グループ|그룹"
    r"|المجموعة|קבוצה|समूह|skupin|csoport|ryhm|ομάδα|\bnhóm|กลุ่ม",
    re.IGNORECASE,
)
# Between the words of a file's name and whose chat it is.
_TITLE = re.compile(
    r".*whatsapp.*?\s(?:with|con|mit|avec|com|met|med|z|с|dengan|-|–)\s+"
    r"(?P<name>.+?)(?:\s*\(\d+\))?",
    re.IGNORECASE,
)


def call(text: str, marked: bool) -> tuple[str, bool] | None:
    """Return the channel of a call, and whether it was missed; None if a text is of no call.

    `marked`: whether the text is WhatsApp's own.
    """
    if len(text) > _LONGEST:
        return None
    if match := _PLAIN.fullmatch(text):
        return _channel(match[0]), True
    if marked and _CALL.search(text) and not _FILE.search(text):
        return _channel(text), _MISSED.search(text) is not None
    return None


def is_notice(text: str, marked: bool) -> bool:
    """Whether somebody has said nothing by a text: it was taken back, or is WhatsApp's own."""
    if _TAKEN_BACK.fullmatch(text):
        return True
    return marked and not _FILE.search(text) and bool(_NOTICE.search(text) or _KEYS.search(text))


def is_about_keys(text: str) -> bool:
    """Whether a text is the one with which a chat begins: who reads it, and who does not."""
    return _KEYS.search(text) is not None


def is_of_group(text: str) -> bool:
    """Whether what WhatsApp says is said in groups only."""
    return _GROUP.search(text) is not None


def title(name: str) -> str:
    """Return whose chat a file is by its name, or ""."""
    match = _TITLE.fullmatch(name.replace("_", " ").strip())
    return match["name"].strip() if match else ""


def _channel(text: str) -> str:
    return "video" if _VIDEO.search(text) else "call"
