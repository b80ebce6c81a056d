"""A channel or a message on Discord → the address that leads there. Pure."""


def message_link(guild: int, channel: int, message: int = 0) -> str:
    """The address of a channel in a server, or of a message in it."""
    address = f"https://discord.com/channels/{guild}/{channel}"
    return f"{address}/{message}" if message else address
