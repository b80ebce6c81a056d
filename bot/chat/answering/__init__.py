"""A question from anywhere on Discord → the reply, and its way to Discord.

In: a question and its ``Origin``. Out: ``Reply`` (``responder``), sent by ``delivery``. ``access``
decides what may be seen where, ``rate_limits`` and ``queue`` when. May import ``render``,
``state``, ``service`` and ``index``.
"""
