"""Answers and verdicts → the text of Discord messages. Pure: it sends nothing.

In: values of ``index`` and the texts of a language. Out: cards and strings, escaped and measured.
Only ``components`` knows discord's own classes. May import ``index`` alone.
"""
