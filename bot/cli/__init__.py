"""What commands share: arguments, opening an index, printing, exit codes.

In: ``sys.argv``. Out: text on stdout, all else on stderr. The commands themselves are a room of
their own, ``bot.cli.commands``, and ``bot.command_line`` runs them. It may import every room.
"""
