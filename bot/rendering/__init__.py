"""Answers, reports and figures → text, JSON, tables and pages. Pure: nothing is read or printed.

In: values of ``index``. Out: strings and rich's renderables. May import ``index`` alone.
"""
