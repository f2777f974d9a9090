"""Whole files of JSON: what is said of each is kept in `golden`."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import CLIENT_ID, FIELDS, KEY, PEM, SECRET

API_KEY = "AIzaSyB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0bC2d"

OBJECTS: list[object] = [
    *(None, True, 0, "", "x", [], {}, [[]], [{}], [None, {"web": FIELDS}], [{"installed": FIELDS}]),
    *([{"installed": FIELDS}, 1], {"a": 1}, FIELDS, {"Installed": FIELDS}, {"WEB": FIELDS}),
    *({"installed": FIELDS, "web": FIELDS}, {"web": {}, "installed": FIELDS}, {"installed": None}),
    *(
        {"installed": {}},
        {"installed": {"a": 1}},
        {"installed": [FIELDS]},
        {"web": "x"},
        {"web": 5},
    ),
    *({"installed": FIELDS, "Installed": FIELDS}, {"x": {"installed": FIELDS}}, {"token": "x"}),
    *({"installed": FIELDS, "access_token": "x", "a/b~c": 1}, {"installed": {}, "x": 1}, {"": 1}),
    *(
        {"web": FIELDS | {"clientId": "x"}},
        {"web": {"clientId": CLIENT_ID, "clientSecret": SECRET}},
    ),
    *(
        {"web": {"Client_ID": CLIENT_ID, " client_secret": SECRET}},
        {"web": {"client_\u0456d": "x"}},
    ),
    *({"web": {"client-id": CLIENT_ID, "secret": SECRET, "redirectUris": ["http://localhost"]}},),
    *({"installed": {"clientId": CLIENT_ID, "authUri": "https://evil.example", "tokenUri": "x"}},),
    *({"installed": {"client_id": CLIENT_ID, "redirectUri": "x", "javascriptOrigins": []}},),
    *({"installed": {"client_id": SECRET, "client_secret": CLIENT_ID}},),
    *({"installed": {"client_id": SECRET, "client_secret": SECRET}},),
    *({"installed": {"client_id": CLIENT_ID, "client_secret": CLIENT_ID}},),
    *({"installed": {"client_id": SECRET}}, {"installed": {"client_secret": CLIENT_ID}}),
    *({"web": FIELDS | {"auth_uri": FIELDS["token_uri"], "token_uri": FIELDS["auth_uri"]}},),
    *({"type": "service_account"}, KEY, KEY | {"private_key": "x"}, KEY | {"client_email": "x"}),
    *(KEY | {"private_key": PEM.replace("\n", "\\n")}, KEY | {"private_key": PEM[:200]}),
    *(KEY | {"token_uri": "https://evil.example/"}, KEY | {"universe_domain": "x"}, KEY | {"a": 1}),
    *(KEY | {"private_key": 5, "client_email": 5}, {"private_key": PEM, "client_email": "a@b.c"}),
    *({"type": "external_account"}, {"credential_source": {}, "audience": "x"}, {"audience": "x"}),
    *({"source_credentials": {}, "service_account_impersonation_url": "x"}, {"type": "other"}),
    *({"project_info": {}, "client": []}, {"project_info": {}}, {"_module": 1, "_class": 1}),
    *({"token_response": {}, "access_token": "x"}, {"access_token": "x", "expiry_date": 1}),
    *(
        {"access_token": "x", "expiry": "x"},
        {"access_token": "x", "expires_in": 1},
        {"accessToken": "x"},
    ),
    *({"access_token": "x", "expiration_time_millis": 1}, {"access_token": "x", "client_id": "x"}),
    *({"access_token": "x", "client_id": "x", "expiration_time_millis": 1}, {"refresh_token": "x"}),
    *(
        {"token": "x", "refresh_token": "x"},
        {"token": "x", "scopes": []},
        {"token": {}, "scopes": []},
    ),
    *(
        {"token": "x", "token_uri": "x"},
        {"token": "x", "expiry": "x"},
        {"refreshToken": 1, "clientId": 1},
    ),
    *({"access_token": {}, "expiry": 1}, {"refresh_token": {}}, {"type": "authorized_user"}),
    *({"client_id": "x"}, {"client_secret": "x"}, {"client_secret": "x", "auth_uri": "x"}),
    *({"clientId": "x", "clientSecret": "x"}, {"clientId": "x"}, {"a": {"access_token": "x"}}),
    *({"a": {"b": {"access_token": "x"}}}, {"a": {"b": {"c": {"access_token": "x"}}}}, {"a": [[]]}),
    *(
        {"a": [{"access_token": "x"}]},
        {"a": [{"b": {"access_token": "x"}}]},
        {"a": API_KEY},
    ),
    *({"type": "gdch_service_account"}, {"type": "external_account_authorized_user"}, {"a": ""}),
    *({"a": {"type": "authorized_user"}}, {"a": [API_KEY]}, {"a": {"b": API_KEY}}, [API_KEY]),
    *(
        {"token": "x", "access_token": "x"},
        {"token": "x", "refresh_token": {}},
        {"a/b~c": {"d": 1}},
    ),
    *({"web": {}, "Installed": FIELDS}, {"web": None, "installed": FIELDS}, {"WEB": None, "a": 1}),
    *({f"n{i}": {"access_token": "x"} if i == 49 else 1 for i in range(51)},),
    *({f"n{i}": {"access_token": "x"} if i == 50 else 1 for i in range(51)},),
    *({f"n{i}": "x" for i in range(48)} | {"clientId": "x", "clientSecret": "x"},),
    *({"installed": {"clientId": "x", "foo": 1}}, {"installed": {"client_id": "x", "foo": 1}}),
    *({"installed": {"client_id": CLIENT_ID, "javascript_origins": 5, "auth_uri": 5}},),
    *({"installed": {"client_id": "x", "auth_uri": 5, "token_uri": "https://evil.example/"}},),
    *(KEY | {"private_key": text} for text in ("", "YOUR_KEY", "*****", PEM.replace("\n", ""))),
    *(
        KEY | {"private_key": PEM.replace("PRIVATE", kind)}
        for kind in ("PUBLIC", "ENCRYPTED PRIVATE")
    ),
    *(KEY | {"private_key": text} for text in (PEM + "x", PEM[:99] + "!" + PEM[99:], PEM * 12)),
    *({"installed": {"client_id": "x", "client_secret": CLIENT_ID}}, API_KEY, f" {API_KEY}"),
    *({"error": "invalid_client"}, {"error": {"message": "x"}}, {"issuer": "x"}, {"keys": []}),
]
"""Whole files."""
