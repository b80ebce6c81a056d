"""Addresses of the web → what stands there, fetched so that nothing gets in or out by it.

In: an address that somebody gave, or that a page or a redirect did: none of them is trusted. Out:
the bytes of one answer within limits of time and size (``fetching``), from no address but a public
one (``addresses``), unless the owner allowed a host by name. HTML is bytes here: nothing of it is
run. Nothing here is imported at question time.
"""
