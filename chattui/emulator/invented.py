"""Wording that nobody has recorded from Google: invented, and only here.

Every other text that the emulator sends is quoted in the reference from Google's documentation
or from real traffic. Code that tells errors apart by a text of this module would work on the
emulator alone; tell them apart by HTTP status, `status` and ErrorInfo `reason` instead.
"""

from __future__ import annotations

# The authorization endpoint's error pages.
MISSING_PARAMETER = "Missing required parameter: {name}"
REPEATED_PARAMETER = "OAuth 2 parameters can only have a single value: {name}"
BAD_RESPONSE_TYPE = "Invalid response_type: {value}"
BAD_PROMPT = "Invalid parameter value for prompt: Invalid prompt: {value}"
PROMPT_NONE = "The request needs the user, but prompt=none does not allow a page."
BAD_CHALLENGE = "The code challenge must be 43 to 128 characters of base64url."
BAD_CHALLENGE_METHOD = "Invalid parameter value for code_challenge_method: {value}"
OOB_BLOCKED = "The out-of-band (OOB) flow has been blocked in order to keep users secure."
REDIRECT_MISMATCH = (
    "The redirect URI in the request, {uri}, does not match the ones authorized for the OAuth"
    " client."
)
STALE_CONSENT = "This consent page has been answered already. Start the sign-in again."
POLICY_ENFORCED = "An administrator of this organization restricts access to the requested scopes."

ACCOUNT_CLOSED = "This account cannot be used: it was suspended or deleted."

# The device flow. How several refused scopes are told, how many codes a client may ask for, and
# what becomes of an expired code are not in Google's documentation.
SCOPES_BETWEEN = " "
DEVICE_CODES_A_MINUTE = 60
EXPIRED_DEVICE_CODE = "expired_token"

# The token endpoint.
ACCOUNT_DELETED = "Account has been deleted"
NO_CLIENT_ID = "Could not determine client ID from request."
MISSING_TOKEN_PARAMETER = "Missing required parameter: {name}"  # noqa: S105 words, no secret
BAD_GRANT_TYPE = "Invalid grant_type: {value}"
BAD_JWT = "Invalid JWT: could not be parsed."
RESTRICTED_STATUS = 403
"""Of "Account restricted", which is told of suspended people; whether of all is not known."""
BAD_TOKEN_BODY = "Could not parse the request body."  # noqa: S105 words, no secret

# Identity.
USERINFO_UNAUTHORIZED = "Invalid Credentials"
USERINFO_SCOPE = "Request had insufficient authentication scopes."

# The Chat API.
EXPIRED_REASON = "ACCESS_TOKEN_EXPIRED"
APP_NOT_FOUND_HELP = (
    "To turn on the Google Chat API, go to the Google Chat API page in the Google Cloud console and"
    " click Enable."
)
APP_NOT_FOUND_LINK = "https://console.cloud.google.com/apis/api/chat.googleapis.com/hangouts-chat"
ENTITY_NOT_FOUND = "Requested entity was not found."
DUPLICATE_NAME = (
    "A space with the display name in the request already exists in the organization. Use another"
    " display name."
)
REQUEST_ID_TAKEN = "The request ID was used before by a different user."
MEMBER_EXISTS = "The membership already exists."
NOT_ADMINISTRATOR = (
    "The caller does not have the administrator privilege that use_admin_access requires."
)
UNKNOWN_QUERY = (
    'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. Field'
    " '{name}' could not be found in request message."
)
UNKNOWN_FIELD = (
    "Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field."
)
UNKNOWN_ROOT_FIELD = 'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'
BAD_JSON = "Invalid JSON payload received. {detail}"
BAD_VALUE = "Invalid value at '{path}' ({kind}), {value}"
PAGE_SIZE = "page_size must not be negative."
PAGE_TOKEN = "The page token is not valid for this request."  # noqa: S105 words, no secret
BAD_FILTER = "Invalid filter: {value}"
BAD_QUERY = "Invalid query: {value}"
BAD_ORDER = "Invalid order_by: {value}"
ADMIN_FILTER = 'With use_admin_access, the filter must contain member.type = "HUMAN" or != "BOT".'
NO_MASK = "update_mask is required."
BAD_MASK = "Invalid or unsupported field path in update_mask: {path}"
LONELY_MASK = "{path} cannot be updated together with other fields."
NO_SPACE_TYPE = "space.space_type is required."
NO_DISPLAY_NAME = "space.display_name is required when space.space_type is SPACE."
LONG_DISPLAY_NAME = "space.display_name must not be longer than 128 characters."
DISPLAY_NAME_FORBIDDEN = "space.display_name can be set only when space.space_type is SPACE."
LONG_DESCRIPTION = "space.space_details.description must not be longer than {limit} characters."
LONG_GUIDELINES = "space.space_details.guidelines must not be longer than 5000 characters."
DETAILS_FORBIDDEN = "space.space_details cannot be set for direct messages."
CREATE_TYPE = "Only named spaces, and group chats in import mode, can be created by this method."
TOO_MANY_MEMBERSHIPS = "At most 49 memberships can be specified."
TOO_FEW_MEMBERSHIPS = "A group chat needs at least two memberships besides the caller."
DM_MEMBERSHIPS = "A direct message needs exactly one membership besides the caller."
APP_DM_MEMBERSHIPS = "A direct message with the app takes no memberships."
MEMBERSHIP_SHAPE = "A membership must specify either member or group_member."
MEMBER_TYPE = "Memberships in this method must be of type HUMAN."
GROUPS_IN_SPACES = "Google Groups can only be added to named spaces."
BAD_GROUP = (
    "The group resource name must follow this format: groups/{group}, of a group that exists."
)
SPACE_TYPE_CHANGE = "Only a group chat can be changed, and only to SPACE with a display name."
ACCESS_FORBIDDEN = "space.access_settings can be set for named spaces only."
BAD_AUDIENCE = "The target audience {name} does not exist in the organization."
JOIN_WITHOUT_DISCOVER = "Principals allowed to join the space must be allowed to discover it."
VIEW_NOT_FOR_MEMBERS = (
    "permission_settings.view_space_membership must be granted to all members where a target"
    " audience may view the membership."
)
PAIRED_MASK = "{path} must be updated together with {other}."
ADMIN_APP = "Memberships of apps are not supported with use_admin_access."
LAST_OWNER = "The last owner of a space cannot leave it or be demoted."
"""What Google does with the last owner is not known. Here they may leave and be demoted, and the
space is then without an owner, unless the setting ``last_owner_may_leave`` is off."""
SHOWN_AS_ADMINISTRATOR = "Your organization's administrator"
"""In place of a name, of what is done with administrator privileges; Google's help pages name
the administrator so, and the exact words of Chat's notices are not known."""
ONLY_NAMED_DELETED = "Only named spaces can be deleted."
ONLY_NAMED_UPDATED = "This field can be updated in named spaces only."
NO_MEMBERS_IN_DM = "Members of a direct message cannot be changed."
ROLES_IN_SPACES = "Roles can only be changed for people in named spaces."
BAD_ROLE = "membership.role must be ROLE_MEMBER, ROLE_ASSISTANT_MANAGER or ROLE_MANAGER."

TOO_MANY_USERS = "At most 49 users can be specified."
EMPTY_MESSAGE = "Message cannot be empty."
LONG_MESSAGE = "The message must not be larger than 32000 bytes."
BAD_MESSAGE_ID = (
    "message_id must begin with client- and have up to 63 lowercase letters, digits and hyphens."
)
MESSAGE_ID_TAKEN = "A message with the message_id exists in the space already."

# The People API. What it shows of people outside the caller's organization is not known either:
# here it is the resource name alone.
NO_RESOURCE_NAMES = "Must specify at least one resource name."
TOO_MANY_RESOURCE_NAMES = "At most 200 resource names can be specified."
BAD_RESOURCE_NAME = "The resource name {name} is not of the form people/{{account_id}}."
NO_PERSON_FIELDS = "{name} mask is required. Please specify one or more valid paths."
BAD_PERSON_FIELD = 'Invalid {name} mask path: "{field}".'
NO_WORKSPACE = "Must be a Google Workspace domain user."
NO_PEOPLE_QUERY = "query is required."
BAD_DIRECTORY_SOURCES = "sources must name at least one directory source."
PEOPLE_PAGE_SIZE = "page_size must be between 1 and 500."

# Cloud Identity. Which addresses are told as unknown and which as denied is not known.
NO_GROUP_KEY = "group_key.id is required."
GROUP_DENIED = "Error(2028): Permission denied for resource {group} (or it may not exist)."
GROUP_UNKNOWN = "Error(2001): The group {group} was not found."

# Injected faults and the emulator itself.
TOO_LARGE = "Request payload size exceeds the limit."
FAULT = "Injected by the emulator's fault plan."
INTERNAL = "Internal error encountered."

# Calendar. "Not Found", "The requested identifier already exists." and what is said of recipients
# by Gmail are from what people have reported of the real ones; these others nobody has recorded
# with their circumstances, or at all.
CALENDAR_BAD_REQUEST = "Bad Request"
EVENT_ID = "Invalid resource id value."
TIME_REQUIRED = "Missing {which} time."
TIME_INVALID = "Invalid {which} time."
ZONE_REQUIRED = "Missing time zone definition for {which} time."
ZONE_INVALID = "Invalid time zone definition for {which} time."
TIMES_MIXED = "Start and end times must either both be date or both be dateTime."
EMPTY_TIME = "The specified time range is empty."
ATTENDEE_REQUIRED = "Missing attendee email."
ATTENDEE_INVALID = "Invalid attendee email."
TOO_MANY_ATTENDEES = "Too many attendees."
MOST_ATTENDEES = 200
"""Google's help pages tell people of 200 guests; what the API answers beyond is not known."""
BAD_ORDER_OF_EVENTS = "The requested ordering is not available for the particular query."
NOT_A_CALENDAR_USER = "The user must be signed up for Google Calendar."

# Sheets.
SHEET_DENIED = "The caller does not have permission"
NOT_A_SPREADSHEET = "This operation is not supported for this document"
NO_SUCH_RANGE = "Unable to parse range: {range}"
OUTSIDE_GRID = "Range ({range}) exceeds grid limits. Max rows: {rows}, max columns: {columns}"
NO_INPUT_OPTION = "'valueInputOption' is required but not specified"
OTHER_RANGE = "The range in the body, {given}, is not the range of the request, {range}."
BAD_CELL = "Invalid values[{row}][{column}]: {kind}"
LONG_CELL = "Your input contains more than the maximum of 50000 characters in a single cell."
NO_GRID_DATA = "The emulator does not give grid data."
UNCOMPUTED = "#ERROR!"
"""What a formula shows: the emulator computes nothing."""

# Gmail.
NO_RAW = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"
BAD_RAW = "Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed for \"{value}\""
NO_RECIPIENT = "Recipient address required"
BAD_RECIPIENT = "Invalid {header} header"
DELEGATION_DENIED = "Delegation denied for {email}"
MAIL_TURNED_OFF = "Mail service not enabled"
