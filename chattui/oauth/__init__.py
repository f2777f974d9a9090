"""Asking for, receiving and refreshing authorization.

Nothing is imported here: `chattui.oauth.scopes` is needed when the app starts, the rest only when
somebody signs in.
"""
