"""An attachment's address → its bytes in a file, from Discord's own hosts and from no other.

Nothing that is said about a file is believed: no redirect is followed, nothing is unpacked, and
reading stops at the size that was stated.
"""

import asyncio
from enum import Enum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import aiohttp

LARGEST = 50_000_000
"""Bytes of a file that is taken."""

MOST_SECONDS = 90.0
"""Of a download."""

_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_PART = 1 << 20
_SILENCE = 20.0
_OK = 200
_GONE = frozenset({403, 404, 410})


class DownloadProblem(Enum):
    """Why a file could not be fetched."""

    ELSEWHERE = "elsewhere"
    GONE = "gone"
    OTHER_SIZE = "other_size"
    BROKEN = "broken"


async def download(address: str, file: Path, size: int, api_base: str) -> DownloadProblem | None:
    """Write what lies at the address into a file, if it has exactly this size.

    ``api_base`` is the setting of that name: files also come from the same host as the API.
    """
    if not _is_discords(address, api_base):
        return DownloadProblem.ELSEWHERE
    limits = aiohttp.ClientTimeout(total=MOST_SECONDS, sock_read=_SILENCE, sock_connect=_SILENCE)
    plain = {"Accept-Encoding": "identity"}
    try:
        async with (
            aiohttp.ClientSession(timeout=limits, auto_decompress=False, headers=plain) as session,
            session.get(address, allow_redirects=False) as response,
        ):
            if response.status != _OK or "Content-Encoding" in response.headers:
                is_gone = response.status in _GONE
                return DownloadProblem.GONE if is_gone else DownloadProblem.BROKEN
            return await _write(response.content, file, size)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return DownloadProblem.BROKEN


async def _write(content: aiohttp.StreamReader, file: Path, size: int) -> DownloadProblem | None:
    written = 0
    # In a thread: the disk may be slow, and the bot answers meanwhile.
    opened = await asyncio.to_thread(file.open, "wb")
    try:
        async for part in content.iter_chunked(_PART):
            written += len(part)
            if written > size:
                return DownloadProblem.OTHER_SIZE
            await asyncio.to_thread(opened.write, part)
    finally:
        await asyncio.to_thread(opened.close)
    return None if written == size else DownloadProblem.OTHER_SIZE


def _is_discords(address: str, api_base: str) -> bool:
    """Whether an address is one of Discord's for files, or of the host that the settings name."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "https" and parts.hostname in _HOSTS:
            return parts.port in (None, 443) and not parts.username
        return bool(api_base) and _place(parts) == _place(urlsplit(api_base))
    except ValueError:
        return False


def _place(parts: SplitResult) -> tuple[str, str]:
    return parts.scheme, parts.netloc
