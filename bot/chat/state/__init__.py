"""What the bot keeps from one run to the next: one SQLite file, used by one thread.

In and out: records of answers, votes, gaps and rules. ``schema`` has the tables. Nothing here
knows Discord. May import ``index`` alone.
"""
