"""Prints the runs that an Airflow's SQLite database knows as JSON: dag, type, state, and the start of the data interval.

usage: dag_runs.py AIRFLOW_HOME
"""

import json
import sqlite3
import sys

connection = sqlite3.connect(f"file:{sys.argv[1]}/airflow.db?mode=ro", uri=True, timeout=10)
rows = connection.execute("SELECT dag_id, run_type, state, data_interval_start FROM dag_run ORDER BY id")
print(json.dumps([dict(zip(("dag", "type", "state", "start"), row)) for row in rows]))
