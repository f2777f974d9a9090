"""A Task as one Java file for JDK 17 or newer, which needs nothing but the JDK.

The file is run as it is by ``java Name.java`` (JEP 330). What does not depend on the Task (JSON,
requests, the way to sign in) lies in ``java/*.java`` beside this module.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from chattui.programs.frame import endpoints_of, fragment, service, token_words
from chattui.programs.java_literals import comment_lines, laid_out, string
from chattui.programs.java_steps import part, step, variables
from chattui.programs.model import Grant, Language, Program, Task
from chattui.programs.names import pascal, stem

HEAD_WIDTH: Final = 69
"""Columns of its first comment, which is read in a small terminal too."""
_SIGN_IN: Final = {Grant.USER: "User", Grant.DELEGATION: "Delegation", Grant.TOKEN: "Token"}
_COMMON: Final = (
    "java.time.Instant",
    "java.time.temporal.ChronoUnit",
    "java.util.ArrayList",
    "java.util.Arrays",
    "java.util.List",
    "java.util.Map",
    "java.util.Set",
    "java.util.stream.Stream",
)


def program(task: Task) -> Program:
    """`task` as a Java file that is run by ``java``."""
    name = class_name(task.title)
    steps = ["\n".join(step(task, block, n)) for n, block in enumerate(task.blocks, 1)]
    code = _without_texts("\n".join(steps))
    fragments = [_resource(one) for one in _fragments(task, code)]
    before = "\n".join([*_constants(task), "", *variables(task), *_main(task)])
    parts = [_indented(one) for one in (before, *steps, *_shorthands(code))]
    body = "\n\n".join([*parts, *map(_without_imports, fragments)])
    text = (
        "\n".join(_head(task, name))
        + "\n\n"
        + "\n".join(_imports(_without_texts(body), fragments))
        + f"\n\nfinal class {name} {{\n{body}\n}}\n"
    )
    return Program(Language.JAVA, text, f"{name}.java", run=f"java {name}.java")


def class_name(title: str) -> str:
    """A class name of the first words of `title`, which hides none that the program uses."""
    name = pascal(title)
    if "_" not in stem(title):
        # One word alone may be a class of Java's own.
        name = f"{name}Program"
    return name if name not in _taken() else f"{name}Program"


def _taken() -> set[str]:
    every = ("Json", "Google", "Rows", "Mail", "Credentials", "User", "Delegation", "Token")
    return {word for one in every for word in re.findall(r"\b[A-Z]\w+", _resource(one))}


def _resource(name: str) -> str:
    return fragment(f"java/{name}.java")


def _indented(lines: str) -> str:
    return textwrap.indent(lines, "  ")


def _without_texts(code: str) -> str:
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|//.*', '""', code)


def _fragments(task: Task, code: str) -> list[str]:
    own = [one for one in ("Rows", "Mail") if f"{one}." in code]
    credentials = [] if task.grant is Grant.TOKEN else ["Credentials"]
    return [*own, "Google", _SIGN_IN[task.grant], *credentials, "Json"]


def _without_imports(text: str) -> str:
    return text[text.index("\n\n") + 2 :]


def _imports(body: str, fragments: list[str]) -> list[str]:
    named = {f"import {one};" for one in _COMMON}
    for each in fragments:
        named |= {line for line in each.split("\n\n")[0].splitlines() if line}
    used = set(re.findall(r"\b[A-Z]\w+", body))
    wanted = [line[:-1] for line in named if line[:-1].rpartition(".")[2] in used]
    return [f"{line};" for line in sorted(wanted)]


def _head(task: Task, name: str) -> Iterator[str]:
    lines = [task.title, "", "Needs JDK 17 or newer, and nothing to fetch. Run it:", ""]
    lines += [f"    java {name}.java", "", _set_up(task)]
    if task.note:
        lines += ["", task.note]
    if task.emulator:
        lines += ["", f"It talks to the emulator at {task.emulator}, not to Google."]
    lines += ["", "Its exit status is 1 where something failed. It may:", ""]
    for line in [*lines, *(f"    {scope}" for scope in task.scopes)]:
        indent = line[: len(line) - len(line.lstrip(" "))] if line.startswith("    ") else ""
        for piece in comment_lines(line, HEAD_WIDTH - len(indent)):
            yield f"// {indent}{piece}".rstrip()


def _set_up(task: Task) -> str:
    if task.grant is Grant.USER:
        return (
            "The client file (of the type \"Desktop app\") is ./client_secret.json, or what"
            " CLIENT_FILE names. The first run asks in a browser, whose answer comes to port 8400"
            " or PORT of this machine (from another one: ssh -L 8400:127.0.0.1:8400); what was"
            " granted is kept in ~/.config/chattui-programs for this person alone."
        )  # fmt: skip
    if task.grant is Grant.DELEGATION:
        return (
            f"It acts as {task.subject}. The key file of a service account with domain-wide"
            " delegation is ./service_account.json, or what SERVICE_ACCOUNT_FILE names."
        )
    return f"Its access token is what chattui has for {task.account or 'the account in use'}."


def _constants(task: Task) -> Iterator[str]:
    places = endpoints_of(task)
    for api in dict.fromkeys(block.api for block in task.blocks):
        yield f"private static final String {api.upper()} = {string(service(api, places))};"
    if task.grant is Grant.USER:
        yield f"private static final String AUTHORIZE = {string(places.authorize)};"
        yield f"private static final String KEPT = {string(stem(task.title) + '.json')};"
    if task.grant is not Grant.TOKEN:
        yield f"private static final String TOKEN = {string(places.token)};"
        scopes = [string(scope) for scope in task.scopes]
        yield laid_out("private static final List<String> SCOPES = List.of(", scopes, 0, ");")
    else:
        words = [*token_words(task)]
        words += [word for scope in task.scopes for word in ("--scope", scope)]
        command = [string(word) for word in words]
        yield laid_out("private static final List<String> COMMAND = List.of(", command, 0, ");")
    if task.grant is Grant.DELEGATION:
        yield f"private static final String SUBJECT = {string(task.subject)};"


def _main(task: Task) -> Iterator[str]:
    yield "public static void main(String[] arguments) {"
    yield "  try {"
    for number, block in enumerate(task.blocks, 1):
        yield f"    {part(block, number)}step{number}();"
    yield "  } catch (Failure problem) {"
    yield "    Google.say(Google.ERR, Stream.of(problem.getMessage()));"
    yield "    System.exit(1);"
    yield "  }"
    yield "  System.exit(Google.failed == 0 ? 0 : 1);"
    yield "}"


def _shorthands(code: str) -> Iterator[str]:
    if "object(" in code:
        yield """private static Map<String, Object> object(Object... namesAndValues) {
  return Json.object(namesAndValues);
}"""
    if "array(" in code:
        yield """private static List<Object> array(Object... items) {
  return Arrays.asList(items);
}"""
