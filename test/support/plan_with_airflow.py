"""What Airflow and the container's entry point pass to `bq query` for the tasks of generated DAGs on one date.

Usage: plan_with_airflow.py FOLDER_OF_DAGS START END. Prints a line a task: {"dag", "task", "path", "destination", "parameters",
"arguments"}. Follows the helper of telemetry-airflow: a destination and a date parameter give a partition and a parameter.
"""

import ast
import datetime
import glob
import json
import os
import sys
import types

import dateutil.relativedelta
import jinja2
import pendulum


def ds_add(ds, days):
    moved = datetime.datetime.strptime(ds, "%Y-%m-%d") + datetime.timedelta(days)
    return moved.strftime("%Y-%m-%d")


def ds_format(ds, input_format, output_format):
    return datetime.datetime.strptime(ds, input_format).strftime(output_format)


def context(start, end, dag, task):
    ds = start.strftime("%Y-%m-%d")
    return {
        "ds": ds,
        "ds_nodash": ds.replace("-", ""),
        "ts": start.isoformat(),
        "execution_date": start,
        "logical_date": start,
        "data_interval_start": start,
        "data_interval_end": end,
        "dag_run": types.SimpleNamespace(logical_date=start),
        "macros": types.SimpleNamespace(
            ds_add=ds_add, ds_format=ds_format, timedelta=datetime.timedelta, dateutil=dateutil
        ),
        "run_id": f"manual__{start.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "task_instance_key_str": f"{dag}__{task}__{ds.replace('-', '')}",
    }


def value_of(node):
    if isinstance(node, ast.BinOp):  # two lists
        return value_of(node.left) + value_of(node.right)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def plan(call, dag, start, end):
    given = {keyword.arg: value_of(keyword.value) for keyword in call.keywords}
    variables = context(start, end, dag, given["task_id"])
    render = lambda text: jinja2.Environment().from_string(text).render(**variables)
    destination, date = given.get("destination_table"), given.get("date_partition_parameter")
    parameters = list(given.get("parameters") or [])
    dataset = given["dataset_id"].split(":")[-1]
    project = given["dataset_id"].split(":")[0] if ":" in given["dataset_id"] else given["project_id"]
    path = given.get("sql_file_path") or f"sql/{project}/{dataset}/{destination.split('$')[0]}/query.sql"
    if destination and date:
        destination += given.get("table_partition_template") or "${{ds_nodash}}"
        parameters.append(f"{date}:DATE:{{{{ds}}}}")
    return {
        "dag": dag,
        "task": given["task_id"],
        "path": path,
        "destination": destination and render(f"{project}.{dataset}.{destination}"),
        "parameters": [render(parameter) for parameter in parameters],
        "arguments": [render(argument) for argument in given.get("arguments") or []],
    }


folder, start, end = sys.argv[1], pendulum.parse(sys.argv[2]), pendulum.parse(sys.argv[3])
for path in sorted(glob.glob(os.path.join(folder, "*.py"))):
    with open(path) as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "bigquery_etl_query":
            print(json.dumps(plan(node, os.path.basename(path)[:-3], start, end)))
