"""The parts of a bash program that do not depend on what it does."""

from __future__ import annotations

from typing import Final

SIGN_IN: Final = r"""
# A token for an hour at most. It is kept out of the arguments of curl, which others may see.
renew_token() {
  token=$("${token_command[@]}") || { echo "chattui gave no token, and said why." >&2; exit 1; }
}
renew_token
"""

SEND: Final = r"""
# send AGAIN VERB URL [BODY]: puts Google's answer in $answer and its status in $status. Where
# Google is busy or fails in passing, the request is sent again; where that could do something
# twice (AGAIN is no), only if Google said that it did nothing. Half an answer is none.
send() {
  local again=$1 verb=$2 url=$3 pause after head renewed=no
  local -a body=()
  [[ $# -gt 3 ]] && body=(--header 'Content-Type: application/json' --data-binary @-)
  head=$(mktemp)
  for pause in 1 2 4 8 16 ''; do
    answer=$(curl --silent --show-error --max-time 120 --request "$verb" --dump-header "$head" \
      --config <(printf 'header = "Authorization: Bearer %s"\n' "$token") \
      --write-out '\n%{http_code}' "${body[@]}" "$url" <<< "${4-}") || answer=$'\n000'
    status=${answer##*$'\n'} answer=${answer%$'\n'*}
    if [[ $status == 401 && $renewed == no ]]; then
      renewed=yes
      renew_token
      continue
    fi
    case $again:$status in
      *:429 | *:503 | yes:500 | yes:502 | yes:504 | yes:000) [[ $pause ]] || break ;;
      *) break ;;
    esac
    after=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,4\}\)[^0-9]*$/\1/p' "$head")
    sleep "${after:-$pause}"
  done
  rm -f "$head"
  [[ $status == 2?? ]]
}
"""

ATTEMPT: Final = r"""
# attempt LABEL ACCEPTED SHOWS AGAIN VERB URL [BODY]: sends one request and says what came of it.
# ACCEPTED is a status that says that it was so already, SHOWS a jq list of what to print of it.
attempt() {
  local label=$1 accepted=$2 shows=$3
  shift 3
  if send "$@"; then
    printf '✓ %s\t%s\n' "$label" "$(line "$shows" <<< "$answer")"
  elif [[ $accepted && $status == "$accepted" ]]; then
    printf '= %s: it was so already\n' "$label"
    answer='{}'
  else
    fail "$label" "$(why)"
    return 1
  fi
}

# line SHOWS: a line for each answer, with tabs between what SHOWS, a jq list, names.
line() {
  jq -r "$1"' | map(if . == null then "" else tostring end | gsub("[[:cntrl:]]"; " ")) | join("\t")'
}

# why: what Google says in $answer, with nothing in it that a terminal would obey.
why() {
  jq -r '.error.message // empty | tostring | gsub("[[:cntrl:]]"; " ")' <<< "$answer" \
    2> /dev/null || true
}

# fail LABEL WHY: says what failed; the program goes on, and ends with status 1.
fail() {
  failed=$((failed + 1))
  printf '✗ %s: %s\n' "$1" "${2:-no answer came (status $status), and it may be done}" >&2
  answer=null
}
"""

LINK: Final = r"""
# with_link: the answer about a space with its link, also where it holds little more than the name:
# so it is where a request is sent again.
with_link() {
  jq -c 'if . == null or .spaceUri then . else .spaceUri = "https://chat.google.com/" +
    (if .spaceType == "DIRECT_MESSAGE" then "dm" else "room" end) + "/" + .name[7:] end'
}
"""

PAGES: Final = r"""
# pages LABEL NAME CHOICE SHOWS URL: prints a line for each row of each page that CHOICE takes.
pages() {
  local label=$1 name=$2 choice=$3 shows=$4 url=$5 page=''
  while true; do
    send yes GET "$url$page" || {
      fail "$label" "$(why)"
      return 1
    }
    jq -c --arg name "$name" '.[$name] // [] | .[] | select('"$choice"')' <<< "$answer" |
      line "$shows"
    page=$(jq -r '.nextPageToken // "" | @uri' <<< "$answer")
    [[ $page ]] || break
    [[ $url == *\?* ]] && page="&pageToken=$page" || page="?pageToken=$page"
  done
}
"""

MAIL: Final = r"""
# raw_mail TO SUBJECT JSON: a mail as Gmail takes it, with a text that is given as a JSON string. A
# word of RFC 2047 has at most 75 characters.
raw_mail() {
  local to=$1 subject=$2 text=$3
  subject=$(jq -rn --arg subject "$subject" '[range(0; $subject | length; 11) as $at |
    "=?UTF-8?B?" + ($subject[$at:$at + 11] | @base64) + "?="] | join("\r\n ")')
  {
    printf 'To: %s\r\nSubject: %s\r\n' "${to//, /$',\r\n '}" "$subject"
    printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n'
    printf 'Content-Transfer-Encoding: base64\r\n\r\n'
    jq -j . <<< "$text" | base64
  } | base64 | tr -d '\n' | tr '+/' '-_'
}
"""
