"""Any text → the same text seen in another way: as shown, folded for comparing, by its dates.

In: a string. Out: strings, spans of it, dates, names of persons, its language. It knows nothing
of documents, and imports no other room.
"""
