"""Numbers as Word prints them, against forms written by hand."""

from __future__ import annotations

import pytest

from ingestion.readers.numerals import numeral


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (7, "decimal", "7"),
        (7, "decimalZero", "07"),
        (12, "decimalZero", "12"),
        (12, "decimalFullWidth", "１２"),
        (1, "upperLetter", "A"),
        (26, "lowerLetter", "z"),
        (27, "lowerLetter", "aa"),
        (28, "lowerLetter", "bb"),
        (53, "upperLetter", "AAA"),
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (99, "chineseCountingThousand", "九十九"),
        (100, "chineseCountingThousand", "一百"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (10001, "chineseCountingThousand", "一万零一"),
        (120, "taiwaneseCounting", "一二○"),
        (1, "ideographTraditional", "甲"),
        (10, "ideographTraditional", "癸"),
        (11, "ideographTraditional", "11"),
        (12, "ideographZodiac", "亥"),
        (205, "ideographDigital", "二〇五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographLegalTraditional", "參"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "decimalEnclosedParen", "⑶"),
        (3, "ordinal", "3rd"),
        (11, "ordinal", "11th"),
        (0, "lowerRoman", "0"),
        (5, "no such format", "5"),
    ],
)
def test_numeral(value: int, number_format: str, printed: str) -> None:
    assert numeral(value, number_format) == printed
