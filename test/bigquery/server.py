"""The API server for tests (`tools/bigquery-server` of BQETL_SHARED) with some of its differences from BigQuery mended.

usage: server.py FOLDER_OF_THE_SERVER serve ...    (the rest as the server's own server.py takes it)

Each mend says what BigQuery does, and mends how the server reads a text or a request; none touches rows. What is left is named where
the tests make an exception for it.
"""

import json
import os
import runpy
import sys

FOLDER = sys.argv.pop(1)
runpy.run_path(os.path.join(FOLDER, "server.py"))

from local_bigquery import cli
from local_bigquery.api import routines as routines_api
from local_bigquery.api import tables as tables_api
from local_bigquery.catalog import routines
from local_bigquery.jobs import query
from local_bigquery.sql import native
from local_bigquery.sql.rules import NODE_RULES, STATEMENT_RULES
from local_bigquery.sql.rules import tables as table_rules
from sqlglot import exp


def mend_views_over_tables_that_require_a_filter():
    """A view may read all of a table that requires a filter on its partitions: who queries the view has to give one."""
    translate_view, check = query.translate_view, table_rules._check
    making_view = []

    def translate_unfiltered(*arguments):
        making_view.append(True)
        try:
            return translate_view(*arguments)
        finally:
            making_view.pop()

    def check_unless_view(tree, table, is_target):
        is_view = bool(making_view) or (tree.args.get("kind") == "VIEW")
        try:
            check(tree, table, is_target)
        except Exception as error:
            if not (is_view and "partition elimination" in str(error)):
                raise

    tables_api.translate_view = translate_unfiltered
    table_rules._check = check_unless_view


def mend_descriptions_of_routines():
    """A routine whose description alone is changed keeps its definition: the server makes it again, from a text that its parser refuses."""
    define = routines_api.define

    def define_unless_same(project, dataset, name, body, replace):
        current = routines.load(project, dataset, name)
        if replace and current and definition(current) == definition(body):
            return routines.save(project, dataset, name, current.replace(**body.dump()))
        return define(project, dataset, name, body, replace)

    def definition(routine):
        return [routine.routineType, routine.language, routine.arguments, routine.definitionBody, routine.returnType]

    routines_api.define = define_unless_same


def mend_keys_of_json():
    """JSON_KEYS may be unnested inside of a function; the server's is a subquery, which DuckDB refuses there. In the order of their texts."""

    def json_keys(text, depth):
        return sorted(paths(json.loads(text), depth))

    def paths(value, depth):
        if not isinstance(value, dict) or depth == 0:
            return set()
        own = {spelled(key): inner for key, inner in value.items()}
        return set(own) | {f"{key}.{path}" for key, inner in own.items() for path in paths(inner, depth - 1)}

    def spelled(key):
        quoted = json.dumps(key, ensure_ascii=False)
        return quoted if "." in key or quoted != f'"{key}"' else key

    def use_it(node, context):
        if isinstance(node, exp.Anonymous) and node.name.lower() == "bq.main.json_keys":
            value, *depth = node.expressions
            return exp.Anonymous(this="_bqetl_json_keys", expressions=[value, *(depth or [exp.Literal.number(100)])])
        return node

    native.FUNCTIONS["_bqetl_json_keys"] = (json_keys, ["VARCHAR", "BIGINT"], "VARCHAR[]")
    NODE_RULES.append(use_it)


def mend_calls_in_structs():
    """A field of a struct may be the call of a function; DuckDB forgets the field's name where it puts the function's text in place."""

    def keep_name(node, context):
        if isinstance(node, exp.PropertyEQ) and isinstance(node.expression, exp.Dot):
            node.set("expression", same(node.expression))
        if isinstance(node, exp.Select) and node.args.get("kind") == "STRUCT":
            for field in node.expressions:
                if isinstance(field, exp.Alias) and isinstance(field.this, exp.Dot):
                    field.set("this", same(field.this))
        return node

    def same(value):
        return exp.Coalesce(this=value, expressions=[exp.null()])

    NODE_RULES.append(keep_name)


def mend_names_of_fields():
    """STRUCT(a, t.b) has the fields a and b, also inside of other calls."""

    def name_fields(tree, context):
        for struct in tree.find_all(exp.Struct):
            if not isinstance(struct.parent, exp.Cast):
                for field in list(struct.expressions):
                    if isinstance(field, exp.Column) and field.name:
                        field.replace(exp.PropertyEQ(this=exp.to_identifier(field.name), expression=field.copy()))
        return tree

    STATEMENT_RULES.insert(0, name_fields)


def mend_safe_offsets():
    """SAFE_OFFSET(i) counts from 0; the server forgets that DuckDB counts from 1 where it does not know the type of i."""

    def from_one(node, context):
        base = node.args.get("offset") if isinstance(node, exp.Bracket) and node.args.get("safe") else None
        if base not in (0, 1):
            return node
        (index,) = node.expressions
        element = exp.Bracket(this=node.this, expressions=[exp.paren(index) + (1 - base)], offset=1)
        return exp.Case(ifs=[exp.If(this=exp.paren(index.copy()) >= base, true=element)])

    NODE_RULES.append(from_one)


for name, mend in list(globals().items()):
    if name.startswith("mend_"):
        mend()

if __name__ == "__main__":
    cli.main(sys.argv[1:])
