"""What tests of handed-in files share: files, and what is left of them in corpus and state."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.chat.messages import read
from tests.standin import ALICE, CAROL, GENERAL, Asked, Attachment, Message, StandIn, User

ROSES = "# The rose book\n\nRoses are pruned in March, before the buds open.\n"
ABOUT_ROSES = "When are roses pruned?"


def attached(name: str, content: str | bytes, **lies: object) -> Attachment:
    """A file as a person attaches it."""
    data = content.encode() if isinstance(content, str) else content
    return Attachment(0, name, data, **lies)  # type: ignore[arg-type]  # by name, as its fields are


def offered(discord: StandIn, file: Attachment, user: User = CAROL, **options: object) -> Message:
    """What is said to a file that is handed in."""
    given = {"file": file, **options}
    return discord.slash("sources add", given, user=user).wait(quiet=0.5)[-1]


def pressed(discord: StandIn, message: Message, label: str, user: User = CAROL) -> Message:
    """The last word after a press of a button of a change."""
    return ended(discord.click(message, label, user=user))


def ended(asked: Asked) -> Message:
    """The last word of a change; while its build runs the message says what it does."""
    for _ in range(600):
        message = asked.wait(quiet=0.3)[-1]
        if not any(mark in message.text for mark in ("▸", "Looking at", "follows as soon")):
            return message
    raise AssertionError(message.text)


def files_in(folder: Path) -> Mapping[str, bytes]:
    """Every file below a folder but notes of sources, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".sources" not in path.parts
    }


def waiting(folder: Path) -> list[str]:
    """The files that wait beside the state."""
    return [path.name for path in (folder / "state" / "waiting").rglob("*") if path.is_file()]


def quoted(discord: StandIn, question: str, user: User = ALICE, **options: object) -> str:
    """All that is quoted to a question."""
    messages = discord.slash(
        "ask", {"question": question, **options}, user=user, channel=GENERAL
    ).wait()
    return "\n".join(line for message in messages for line in read(message.text).quoted)


def labels(message: Message) -> Iterable[str]:
    """What stands on the buttons of a message."""
    return [button.label for button in message.buttons]
