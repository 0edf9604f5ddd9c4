"""The one rule that makes two spellings of a place one key; `src/geo/fold.rs` does the same.

A letter is replaced by the table (accents off, small), an apostrophe or combining mark vanishes,
any other sign is a blank, blanks collapse, and some first words are written out.
"""

import unicodedata

SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
           "ħ": "h", "ı": "i", "ĸ": "k", "ŋ": "n", "ŧ": "t", "ə": "a", "ƒ": "f", "ŀ": "l"}
VANISH = "'’‘ʻʼʹʾʿ`´ʽ"
WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def letters():
    """char → replacement, for every letter that is not plain ASCII and every sign that vanishes."""
    table = {sign: "" for sign in VANISH}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        char = chr(code)
        small = char.lower()
        if small[0] in SPECIAL:
            table[char] = SPECIAL[small[0]]
            continue
        base = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
        base = "".join(SPECIAL.get(c, c) for c in base)
        if base.isascii() and base.isalpha():
            table[char] = base
    return table


LETTERS = letters()


def fold(text):
    """The key of a text."""
    out = []
    for char in text:
        if char.isascii():
            out.append(LETTERS.get(char, char.lower() if char.isalnum() else " "))
        elif char in LETTERS:
            out.append(LETTERS[char])
        elif 0x300 <= ord(char) <= 0x36F:
            continue
        elif char.isalnum():
            out.append(char)
        else:
            out.append(" ")
    return " ".join(WORDS.get(word, word) for word in "".join(out).split())


def is_latin(text):
    """Whether the key of a text is plain ASCII."""
    key = fold(text)
    return bool(key) and key.isascii() and any(c.isalpha() for c in key)
