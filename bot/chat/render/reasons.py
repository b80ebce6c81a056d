"""What a reason names → the text that says it, in somebody's language. Pure.

A text without numbers has a plain name, such as ``problem_not_there``. One that names some has the
names of its braces behind it, such as ``problem_not_there_with_status``, in alphabetical order.
"""

from collections.abc import Mapping

from bot.chat.render.escaping import cut_at_word, escape, isolated_direction
from bot.chat.render.translations import Texts
from index.errors import Value

LONGEST_VALUE = 80
"""Characters of a name, such as a host, or of a list of pages."""


def reason_text(name: str, values: Mapping[str, Value], texts: Texts) -> str:
    """The text that names these values; the plain one where no text names just them.

    The values may be of another version, or come from elsewhere: they are escaped and cut.
    """
    shown = {one: _shown(value) for one, value in values.items() if isinstance(value, int | str)}
    detailed = f"{name}_with_{'_'.join(sorted(shown))}"
    return texts(detailed if detailed in texts else name, **shown)


def _shown(value: Value) -> str:
    text = value if isinstance(value, str) else f"{value:,}"
    return escape(isolated_direction(cut_at_word(text, LONGEST_VALUE)), opens_line=False)
