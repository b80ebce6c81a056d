"""Texts → vectors, by a model that lies on this machine.

In: strings. Out: ``Encoded``, a unit vector and one for each token. ``models`` finds the model
and compares its hash, ``sentence_encoder`` is for builds, ``question_encoder`` for questions, on
the layers of ``bert``; ``reader`` shares the lower ones to read a passage for an answer; ``choose``
picks. May import ``storage`` for the rows of a matrix file, ``text`` and the nouns.
"""
