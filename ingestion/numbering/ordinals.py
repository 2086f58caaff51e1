"""Numbers as words and letters: Chinese numerals, Roman numerals, letters, circled digits, read as integers."""

from __future__ import annotations

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS.update({"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9})
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_LETTERS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
CHINESE = "零一二三四五六七八九〇两十百千"


def chinese_number(text: str) -> int | None:
    """`十二` -> 12, `一百零三` -> 103, `二〇` -> 20; None when it is no number."""
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def roman_number(text: str) -> int | None:
    """`iv` -> 4; None when the letters are no Roman numeral in the usual form."""
    lowered = text.lower()
    if not lowered or len(lowered) > 15 or any(char not in _ROMAN for char in lowered):
        return None
    values = [_ROMAN[char] for char in lowered]
    pairs = zip(values, [*values[1:], 0], strict=True)
    total = sum(-value if value < after else value for value, after in pairs)
    return total if roman_text(total) == lowered else None


def roman_text(number: int) -> str:
    """The usual lower-case form of a number from 1 to 3999, else an empty string."""
    if not 0 < number < 4000:
        return ""
    text = ""
    for value, letters in zip(_ROMAN_VALUES, _ROMAN_LETTERS, strict=True):
        text += letters * (number // value)
        number %= value
    return text


def letter_number(text: str) -> int | None:
    """`a` -> 1, `z` -> 26, `aa` -> 27, `bb` -> 28 (repeated letters go on after z); None otherwise."""
    lowered = text.lower()
    if not lowered.isascii() or not lowered.isalpha() or len(set(lowered)) != 1 or len(lowered) > 3:
        return None
    return (len(lowered) - 1) * 26 + ord(lowered[0]) - ord("a") + 1


def circled_number(char: str) -> int | None:
    """`①` -> 1 to `⑳` -> 20."""
    code = ord(char) - ord("①") + 1 if len(char) == 1 else 0
    return code if 1 <= code <= 20 else None
