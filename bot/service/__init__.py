"""What any front end needs: the index that answers now, builds, health, metrics and logs.

In: settings. Out: ``Engine`` and its answers. May import ``rendering``, the settings and
``index``; it knows neither the command line nor Discord.
"""
