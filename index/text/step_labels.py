"""A line → whether it is only the label of a step, such as ``Step 3``, over what the step says."""

import re

_LABEL = re.compile(
    r"\W{0,4}(?:step|stage|phase|task|exercise|lesson|day|week|round|tip|rule"
    r"|schritt|étape|etape|paso|passo|stap)\s+(?:no\.?\s*|#\s*)?(?:\d{1,3}|[a-h]|[ivx]{1,5}"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s+(?:of|/|von|de)\s+\d{1,3})?\W{0,4}",
    re.IGNORECASE,
)


def is_step_label(words: str) -> bool:
    """Whether the words are the label of a step and nothing else."""
    return len(words) <= 40 and _LABEL.fullmatch(words) is not None
