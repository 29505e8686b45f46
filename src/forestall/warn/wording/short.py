"""How many text messages a text takes, so that no twin of an alert falls apart on the way.

Source:
    3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table); 3GPP TS 23.040 for joined messages.
"""

from __future__ import annotations

MOST_SEGMENTS = 2
_SINGLE_GSM, _JOINED_GSM = 160, 153
_SINGLE_UCS2, _JOINED_UCS2 = 70, 67
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


def n_segments(text: str) -> int:
    """How many text messages a text is sent as: 160 letters of the Latin alphabet in one, 70 of any other."""
    if all(letter in _GSM or letter in _GSM_EXTENDED for letter in text):
        length = sum(2 if letter in _GSM_EXTENDED else 1 for letter in text)
        return 1 if length <= _SINGLE_GSM else -(-length // _JOINED_GSM)
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= _SINGLE_UCS2 else -(-length // _JOINED_UCS2)
