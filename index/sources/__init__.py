"""Things outside the corpus → files of the corpus, each with a side-car that says whence it came.

In: an address and what was fetched from it. Out: files below the corpus folder (``source_files``)
and a note of each ``Source`` in the corpus's hidden folder ``.sources`` (``registry``). What people
hand in comes whole or not at all (``versions``); what goes leaves nothing (``removal``). All behind
it reads files as ever. Nothing here is imported at question time. May import the errors and the
side-car of ``reading``.
"""
