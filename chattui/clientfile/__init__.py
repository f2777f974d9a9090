"""What a credential file is, what is wrong with it, and how to mend it."""

from __future__ import annotations

from chattui.clientfile.client import OAuthClient, client_from_json, client_to_json

__all__ = ["OAuthClient", "client_from_json", "client_to_json"]
