"""Where people meet the index: the command line (``cli``) and Discord (``chat``).

``service`` has what both need, ``rendering`` what is printed. Imports go from ``bot`` to
``index``, never back.
"""

__version__ = "0.1.0"
