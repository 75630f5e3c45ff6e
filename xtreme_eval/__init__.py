"""Intermediate-task transfer on XTREME: the library. It never imports prefect, `flows` or `tasks`."""
