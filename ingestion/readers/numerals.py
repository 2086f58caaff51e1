"""Numbers as word processors print them: the formats of ECMA-376 Part 1, 17.18.59 (ST_NumberFormat) that we meet."""

from __future__ import annotations

from collections.abc import Callable

ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
ROMAN_UNITS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
HAN_DIGITS = "〇一二三四五六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
LARGEST = 999_999


def numeral(value: int, number_format: str) -> str:
    """The value in that format; decimal where the value lies outside what the format can say."""
    writer = FORMATS.get(number_format)
    if writer is None or not 0 <= value <= LARGEST:
        return str(value)
    return writer(value)


def roman(value: int) -> str:
    """Upper case; decimal from 4000 on and for 0, which have no usual form."""
    if not 0 < value < 4000:
        return str(value)
    parts = []
    for worth, sign in ROMAN + ROMAN_UNITS:
        count, value = divmod(value, worth)
        parts.append(sign * count)
    return "".join(parts)


def letters(value: int) -> str:
    """a ... z, then aa, bb, ... as Word counts (not aa, ab)."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 26 * 20 else str(value)


def han(value: int, digits: str = HAN_DIGITS, units: str = "十百千万", *, short_ten: bool = True) -> str:
    """Counting with units: 十, 十一, 二十, 一百零一, 一万."""
    if value == 0:
        return digits[0]
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return han(high, digits, units) + units[3] + (gap + _below_ten_thousand(low, digits, units) if low else "")
    text = _below_ten_thousand(value, digits, units)
    return text[1:] if short_ten and 10 <= value < 20 else text


def _below_ten_thousand(value: int, digits: str, units: str) -> str:
    parts: list[str] = []
    zero = False
    for power, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            parts.append(("零" if zero else "") + digits[digit] + unit)
            zero = False
        else:
            zero = bool(parts)
    return "".join(parts)


def han_digits(value: int) -> str:
    """Digit by digit: 二〇一五."""
    return "".join(HAN_DIGITS[int(digit)] for digit in str(value))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _ordinal(value: int) -> str:
    suffix = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{suffix}"


def _enclosed(first: int, last: int) -> Callable[[int], str]:
    """One character for each value, from the Unicode block of enclosed numbers."""
    return lambda value: chr(first + value - 1) if 0 < value <= last else str(value)


def _counting(value: int) -> str:
    """Chinese counting below a hundred has units, above digits only (ECMA-376 `chineseCounting`)."""
    return han(value) if value < 100 else han_digits(value).replace("〇", "○")


def _legal(digits: str, units: str) -> Callable[[int], str]:
    return lambda value: han(value, digits, units, short_ten=False)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "decimalFullWidth2": lambda value: "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "upperRoman": roman,
    "lowerRoman": lambda value: roman(value).lower(),
    "upperLetter": lambda value: letters(value).upper(),
    "lowerLetter": letters,
    "chineseCounting": _counting,
    "chineseCountingThousand": han,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": han,
    "japaneseCounting": han,
    "ideographDigital": han_digits,
    "taiwaneseDigital": lambda value: han_digits(value).replace("〇", "○"),
    "japaneseDigitalTenThousand": han_digits,
    "chineseLegalSimplified": _legal("零壹贰叁肆伍陆柒捌玖", "拾佰仟萬"),
    "ideographLegalTraditional": _legal("零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "ideographTraditional": _cycle(STEMS),
    "ideographZodiac": _cycle(BRANCHES),
    "decimalEnclosedCircle": _enclosed(0x2460, 20),
    "decimalEnclosedCircleChinese": _enclosed(0x2460, 20),
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "ideographEnclosedCircle": _enclosed(0x3280, 10),
}
