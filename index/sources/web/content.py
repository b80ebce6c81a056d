"""The bytes of an answer → its content, decompressed piece by piece within a limit.

What a few bytes may swell to is never held: beyond the limit no more than a step is made of it.
"""

import zlib

ENCODINGS = "gzip, deflate"
"""The encodings that are asked for, and no others are read."""

_STEP = 256 * 1024
"""Bytes that are decompressed at once."""
_GZIP = 16 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_ZLIB_METHOD = 8


class BadContent(ValueError):
    """The content cannot be used; the message says what it is or does."""


class TooLarge(BadContent):
    """The content is larger than its limit."""


class Content:
    """Content as it comes in.

    Raises ``TooLarge``, and ``BadContent`` if it is not encoded as was said.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise BadContent("is encoded in a way that was not asked for")
        self._encoding = encoding.removeprefix("x-").removesuffix("identity")
        self._limit = limit
        self._received = 0
        self._content = bytearray()
        self._decoder: zlib._Decompress | None = None

    def add(self, piece: bytes) -> None:
        """Take what was received next."""
        self._received += len(piece)
        if self._received > self._limit:
            raise TooLarge
        if self._encoding:
            self._decode(piece)
        else:
            self._content += piece

    def end(self) -> bytes:
        """All of it, once nothing more comes."""
        if self._decoder is not None and not self._decoder.eof:
            raise BadContent("ends too early")
        return bytes(self._content)

    def _decode(self, piece: bytes) -> None:
        made = b""
        # A whole step may leave something inside the decoder, though all that came is used up.
        while (piece or len(made) == _STEP) and (decoder := self._decoder_for(piece)):
            try:
                made = decoder.decompress(piece, _STEP)
            except zlib.error as error:
                raise BadContent("is not compressed as was said") from error
            if len(self._content) + len(made) > self._limit:
                raise TooLarge
            self._content += made
            piece = decoder.unused_data if decoder.eof else decoder.unconsumed_tail

    def _decoder_for(self, piece: bytes) -> "zlib._Decompress | None":
        """The decoder that goes on; after a whole gzip, one only if another gzip follows."""
        if self._decoder is None or (self._decoder.eof and piece[:1] == b"\x1f"):
            self._decoder = zlib.decompressobj(self._window(piece))
        return None if self._decoder.eof else self._decoder

    def _window(self, piece: bytes) -> int:
        """Some servers send deflate as it is, some in zlib's wrapping as the standard says."""
        if self._encoding == "gzip":
            return _GZIP
        return zlib.MAX_WBITS if piece[0] & 0x0F == _ZLIB_METHOD else _RAW_DEFLATE
