"""A question about a measure, and a passage without any of its units.

weight      how heavy, the weight of, weigh        kg, tons, pounds …
length      how tall, the height of, how far …     m, cm, miles, inches …
noise       how loud, how noisy                    decibels, quiet …
price       how much does … cost, the price of     a currency, free, a number in a price's column
temperature how hot, the melting point of          °, degrees
speed       how fast, the speed of                 km/h, knots …
age         how old, the minimum age               18 years, aged, born, under 16 …
colour      what colour, the colour of             red, painted, dark …
telephone   the phone number of                    a number of six figures or more
mail        the e-mail address of                  @
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence


class _Measure(NamedTuple):
    """A measure, and the patterns that ask for it and give it; compiled when they are needed."""

    name: str
    asked: str
    given: str


_NUMBER_OF = r"\d[\d.,]*\s*"
MEASURES = (
    _Measure(
        "weight",
        r"\b(?:how heavy|weigh|weighs|weighed|weight|mass of)\b",
        rf"{_NUMBER_OF}(?:kg|g|grams?|kilos?|kilograms?|t|tons?|tonnes?|lbs?|pounds?|oz|ounces?"
        r"|stone|mg)\b|\b(?:weigh\w*|weight|heav\w+|mass)\b",
    ),
    _Measure(
        "length",
        r"\bhow (?:tall|high|wide|deep|far)\b|\b(?:height|width|length|depth|distance|diameter)\b",
        rf"{_NUMBER_OF}(?:[mck]?m|m²|met(?:re|er)s?|(?:kilo|centi|milli)met\w+|miles?|feet|foot|ft"
        r"|inch(?:es)?|in|yards?|fathoms?|hectares?|acres?|storeys?|floors?|°|pages?|words?|pixels?"
        r"|characters?|px|%|per cent)(?!\w)|\d+\s?[x×]\s?\d+|[′″]"
        r"|\b(?:height|width|length|depth|distance|diameter|tall|high|wide|deep|far|long|_cm|_mm)\b"
        r"|(?:height|width|length|depth)_",
    ),
    _Measure(
        "noise",
        r"\bhow (?:loud|noisy|quiet)\b|\bdecibels?\b|\bdb\b",
        r"\b(?:db|decibels?|loud\w*|nois\w+|quiet\w*|silen\w+|volume)\b",
    ),
    _Measure(
        "price",
        r"\b(?:price|cost of|costs?|how much (?:is|are|for))\b",
        r"[£$€¥₹]|\b(?:euros?|pounds?|dollars?|pence|cents?|eur|usd|gbp|chf|sek|free|charge\w*"
        r"|pric\w+|costs?|fees?|gold|coins?|credits?|included|paid|pays?|fares?"
        r"|per (?:hour|day|month|year|person|night)|million|billion|rent|deposit|worth"
        r"|money)\b|_eur|_usd|_gbp"
        rf"|{_NUMBER_OF}(?:p|c|k|m|kr)\b|\d\.\d\d\b",
    ),
    _Measure(
        "temperature",
        r"\bhow (?:hot|cold|warm)\b|\b(?:melting|boiling|freezing) point\b|\btemperature\b",
        r"°|\bdegrees?\b|\b(?:temperature\w*|hot|cold|warm|celsius|fahrenheit|kelvin)\b|\d\s?[CFK]\b",
    ),
    _Measure(
        "speed",
        r"\bhow fast\b|\bspeed of\b|\btop speed\b",
        r"\b(?:km/h|kph|mph|m/s|knots?|mbit\w*|mbps|gbps|rpm|speed\w*|fast\w*|quick\w*|slow\w*)\b"
        r"|\bper (?:second|minute|hour)\b|/s\b",
    ),
    _Measure(
        "age",
        r"\bhow (?:old|young)\b|\b(?:minimum|maximum|lowest|highest|what|which|legal) age\b"
        r"|\bage (?:limit|of)\b",
        r"\b(?:ages?|aged|old|older|oldest|young\w*|born|birth\w*|adults?|minors?|juniors?|seniors?)\b"
        r"|\byears?[- ]olds?\b|\b(?:under|over|from|least|below|above|turn(?:s|ed)?) \d+\b"
        rf"|{_NUMBER_OF}(?:years?|months?|weeks?)\b|\b1\d{{3}}\b|\b20\d\d\b|\bcentur(?:y|ies)\b",
    ),
    _Measure(
        "colour",
        r"\b(?:what|which) colou?rs?\b|\bcolou?rs? of\b",
        r"\b(?:red|blue|green|yellow|brown|black|white|gr[ae]y|purple|orange|pink|gold|golden|silver"
        r"|violet|turquoise|beige|cream|navy|maroon|crimson|scarlet|amber|bronze|ivory|olive|tan|teal"
        r"|colou?r\w*|paint\w*|strip\w+|dark|light|pale|bright)\b",
    ),
    _Measure(
        "telephone",
        r"\b(?:phone|telephone|mobile|fax) (?:number|no)\b",
        r"\d[\d ()/.-]{4,}\d|\b(?:ring|call|dial|tel|phone)\b\W{0,3}\d{3,}",
    ),
    _Measure("mail", r"\be-?mail address\b", r"@|\bat\b.{1,40}\bdot\b"),
)


def measure_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt for a measure that is asked for and of which the passage says nothing."""
    for measure in MEASURES:
        if not re.search(measure.asked, evidence.question, re.IGNORECASE):
            continue
        if not re.search(measure.given, evidence.passage, re.IGNORECASE):
            yield Doubt(DoubtKind.MEASURE, (measure.name,))
