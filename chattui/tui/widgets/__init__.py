"""Widgets of chattui's own, where Textual's do not serve."""
