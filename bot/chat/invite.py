"""A bot's token → the link that adds it to a server, with no more rights than it uses. Pure."""

import base64
import binascii
from urllib.parse import urlencode

from index.errors import ConfigError

PORTAL = "https://discord.com/developers/applications"
AUTHORIZE_PAGE = "https://discord.com/oauth2/authorize"
SCOPES = "bot applications.commands"

_PERMISSION_BITS = {
    "view channels": 10,
    "send messages": 11,
    "read message history": 16,
    "send messages in threads": 38,
}
PERMISSIONS = sum(1 << bit for bit in _PERMISSION_BITS.values())
"""The rights that answering needs: to see a question, and to reply where it was asked."""

CREATE_PUBLIC_THREADS = 1 << 35


def invite_link(token: str, *, threads: bool = False) -> str:
    """The link; raises ``ConfigError`` for a text that cannot be a bot's token.

    With ``threads`` it also asks for the right to open them.

    A token begins with the id of its application, in base64; the rest of it is not used.
    """
    encoded_id = token.partition(".")[0]
    try:
        application_id = base64.b64decode(
            encoded_id + "=" * (-len(encoded_id) % 4), validate=True
        ).decode("ascii")
    except (binascii.Error, ValueError):
        application_id = ""
    if not (application_id.isdecimal() and len(application_id) >= 15):
        raise ConfigError("DISCORD_TOKEN is not the token of a bot; copy it from Discord's portal")
    permissions = PERMISSIONS | (CREATE_PUBLIC_THREADS if threads else 0)
    parameters = {"client_id": application_id, "scope": SCOPES, "permissions": permissions}
    return f"{AUTHORIZE_PAGE}?{urlencode(parameters)}"
