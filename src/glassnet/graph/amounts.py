"""Numbers as people read them: 34,668,544; 4.93 M; 12.9 MB; 56 %."""

_STEPS = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


def short(number: int) -> str:
    """A count in three digits: thousands (k), millions (M), billions (G), millions of millions (T).

    >>> short(812), short(4_930_000), short(999_999)
    ('812', '4.93 M', '1.00 M')
    """
    for size, letter in _STEPS:
        if number >= size * 0.9995:
            return f"{_three_digits(number / size)} {letter}"
    return str(number)


def in_bytes(number: int) -> str:
    """An amount of memory, a kB being 1,000 bytes.

    >>> in_bytes(12_900_000), in_bytes(40), in_bytes(8_000_000_000)
    ('12.9 MB', '40 B', '8.00 GB')
    """
    told = short(number)
    return f"{told}B" if " " in told else f"{told} B"


def percent(share: float) -> str:
    """A share, as exact as a reader needs it: to a tenth where it is close to nothing or all.

    >>> percent(0.5625), percent(0.9937), percent(1), percent(0.99997)
    ('56 %', '99.4 %', '100 %', 'over 99.9 %')
    """
    if 0 < share < 0.0005 or 0.9995 <= share < 1:
        return "under 0.1 %" if share < 0.5 else "over 99.9 %"
    near_an_end = 0 < share < 0.1 or 0.9 < share < 1
    return f"{share * 100:.1f} %" if near_an_end else f"{share * 100:.0f} %"


def _three_digits(number: float) -> str:
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:.0f}"
