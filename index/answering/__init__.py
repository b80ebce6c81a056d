"""Hits → an ``Answer``: quotes with citations, or silence.

In: ``Hit``s. Out: ``Answer``. ``highlighting`` chooses the sentence in bold, ``refusal`` decides
between answered, closest and silence, ``citations`` says where a quote stands, ``verify_quote``
looks a quotation up. Each quote is compared with its source before it is given. May import
``search``, ``storage``, ``reading.cleaning``, ``text`` and the shared nouns.
"""
