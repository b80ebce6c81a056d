"""The addresses of a site → the next one to ask for, one for each page."""

from collections import deque
from collections.abc import Iterable, Iterator

from index.sources.web.page_addresses import same_page

MOST_ADDRESSES = 50_000
"""That pages link to, asked for or not."""
_MOST_SPELLINGS = 4


class PageQueue:
    """The addresses to ask for, one for each page, the nearest to the start first."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = {same_page(address): address for address in known}
        self._spellings: dict[str, list[str]] = {}
        self._waiting: deque[tuple[str, int]] = deque()
        self.is_cut = False
        """Whether there were more addresses than anybody needs."""

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        while self._waiting:
            yield self._waiting.popleft()

    def add(self, address: str, depth: int) -> None:
        """Ask for an address, unless its page is asked for under another spelling."""
        page = same_page(address)
        if page not in self._spellings and len(self._spellings) >= MOST_ADDRESSES:
            self.is_cut = True
            return
        spellings = self._spellings.setdefault(page, [])
        if not spellings:
            first = self._known.get(page, address)
            spellings.append(first)
            self._waiting.append((first, depth))
        if address not in spellings and len(spellings) < _MOST_SPELLINGS:
            spellings.append(address)

    def try_others(self, address: str, depth: int) -> None:
        """Ask for the other spellings of an address under which there is nothing."""
        page = same_page(address)
        for other in self._spellings.get(page, [])[1:]:
            if other != address:
                self._waiting.append((other, depth))
        self._spellings[page] = [address]
