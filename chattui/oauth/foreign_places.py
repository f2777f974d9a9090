"""Where gcloud, gws, gog and GAM keep what they signed in with."""

from __future__ import annotations

from collections.abc import Mapping

from chattui.oauth.foreign_files import Place

PROGRAMS = ("gcloud", "gws", "gog", "gam")


def places(program: str, environ: Mapping[str, str]) -> tuple[Place, ...]:
    """The sign-ins that `program` left on this machine; opens no network. Blocking."""
    raise NotImplementedError
