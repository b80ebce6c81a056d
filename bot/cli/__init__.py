"""The command line: words → a command → what is printed.

In: ``sys.argv``. Out: text on stdout and an exit code. ``commands`` has one function for each
command, ``arguments`` their flags. It is the top of the house and may import every room.
"""
