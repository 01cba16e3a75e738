"""Loads a folder of DAGs as Airflow's scheduler does, runs some of them in this process, and writes what happened as JSON.

usage: run_dags.py OUTPUT.json [DAG_ID@LOGICAL_DATE ...]

The folder is Airflow's dags_folder; runs need `airflow db migrate` and `airflow dags reserialize` before.
"""

import inspect
import json
import sys
from datetime import datetime

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag
from airflow.configuration import conf


def load():
    known = inspect.signature(DagBag.__init__).parameters
    options = {"include_examples": False} if "include_examples" in known else {}
    return DagBag(dag_folder=conf.get("core", "dags_folder"), **options)


def run(dag, logical_date):
    known = inspect.signature(dag.test).parameters
    name = "logical_date" if "logical_date" in known else "execution_date"
    result = dag.test(**{name: datetime.fromisoformat(logical_date)})
    return {
        "dag": dag.dag_id,
        "date": logical_date,
        "state": word(result.state),
        "tasks": {task.task_id: word(task.state) for task in result.get_task_instances()},
    }


def word(state):
    return str(state).rsplit(".", 1)[-1].lower()


def main(*runs):
    bag = load()
    return {
        "importErrors": bag.import_errors,
        "warnings": {path: list(map(str, texts)) for path, texts in bag.captured_warnings.items()},
        "tasks": {dag_id: len(dag.tasks) for dag_id, dag in bag.dags.items()},
        "seconds": sum(stat.duration.total_seconds() for stat in bag.dagbag_stats),
        "runs": [run(bag.dags[dag_id], date) for dag_id, date in (entry.split("@") for entry in runs)],
    }


def write(output, report):
    with open(output, "w", encoding="utf-8") as file:
        json.dump(report, file)


if __name__ == "__main__":
    write(sys.argv[1], main(*sys.argv[2:]))
