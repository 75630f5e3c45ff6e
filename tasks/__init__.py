"""Prefect tasks: thin, cached steps around the library."""
