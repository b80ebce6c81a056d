"""``python -m bot`` is the same as ``pincite``."""

from bot.cli.commands import main

if __name__ == "__main__":
    main()
