"""Addresses of the web → what stands there, fetched so that nothing gets in or out by it.

In: an address that somebody gave, or that a page or a redirect did: none of them is trusted. Out:
the bytes of one answer within limits of time and size (``fetching``), from no address but a public
one (``addresses``), unless the owner allowed a host by name. From these come the sources: what an
address is (``adding``), and one look at it (``looking``), which is polite (``visitor``, ``robots``)
and keeps what is good (``keeping``), and that once: a site takes over the pages that it has
(``taking_over``). HTML is parsed, never run. Nothing here is imported at question time. May import
the readers, whose endings say what becomes a document.
"""
