"""A question and what its best quote says → reasons to doubt that the one answers the other.

In: ``Evidence``, plain words. Out: ``Doubt``s. A doubt turns an answer into a closest passage and
never hides one. Each is a small rule with a reason that is told in words; none is learnt. May
import ``index.search`` and ``index.text``.
"""
