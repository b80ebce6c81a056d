"""A line such as ``Duration: 1 hour`` → whether its label is what a question asks for.

how long           duration, length, time, term, period
how much, price    price, cost, fee, rate, charge
how far            range, distance, reach
how big, large     size, area, dimensions
when               date, time, day, due, deadline, start, opening hours
where              place, location, venue, address, room
who                by, author, contact, chair, owner, organiser, held by
"""

import re

_LABEL = re.compile(r"[\W_]{0,5}([^\W\d_][\w /-]{1,30}?)\W{0,5}:\W{0,5}\w")
_ASKED = (
    (r"how long|how much time", r"durations?|lengths?|time|term|periods?|lasts"),
    (r"how much|price|cost", r"prices?|costs?|fees?|rates?|charges?"),
    (r"how far", r"ranges?|distances?|reach"),
    (r"how (?:big|large)", r"size|area|dimensions?"),
    (r"when|what time", r"dates?|time|days?|due|deadline|starts?|opens|(?:opening )?hours|when"),
    (r"where", r"places?|location|venue|address|room|where"),
    (r"who|whom", r"by|author|contact|chair|owner|organi[sz]er|held by|responsible|who"),
)


def answers_by_label(line: str, question: str) -> bool:
    """Whether a line is a fact with a label, and the label is what the question asks for."""
    label = _LABEL.match(line)
    if label is None:
        return False
    return any(
        re.search(rf"\b(?:{names})\Z", label[1], re.IGNORECASE)
        and re.search(rf"\b(?:{asked})\b", question, re.IGNORECASE)
        for asked, names in _ASKED
    )
