"""Renders templates with Jinja2, the reference of test/corpus/render.corpus.ts and of test/generator/jinja-cases.json.

Reads a case a line from stdin, {"id", "template", "is_init", "variables", "files"}, and answers each with a line,
{"id", "text"} or {"id", "error"}. "files" are templates that can be included, by name.
"""

import json
import sys
import warnings

import jinja2

warnings.simplefilter("ignore")


def render(case):
    environment = jinja2.Environment(loader=jinja2.DictLoader(case.get("files", {})))
    variables = dict(case.get("variables", {}), is_init=lambda: case.get("is_init", False))
    return environment.from_string(case["template"]).render(**variables)


for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = {"id": case["id"], "text": render(case)}
    except Exception as error:  # every failure is an answer
        answer = {"id": case["id"], "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
