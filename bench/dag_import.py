"""Loads folders of DAG files through Airflow's DagBag, in turn, and prints the CPU seconds that each took as JSON.

usage: dag_import.py ROUNDS FOLDER...

What Mozilla's files import and PyPI has not (helpers of their Airflow) has a stand-in here: as theirs, it makes pods, by the provider's
own operator and one level above it (theirs has two). Operators of Google and Fivetran are no more than what each operator is.
"""

import contextlib
import json
import sys
import time
import types

from airflow.models import BaseOperator
from airflow.models.dagbag import DagBag
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

KNOWN = set(
    "task_id owner email email_on_retry email_on_failure retries retry_delay start_date depends_on_past trigger_rule priority_weight "
    "task_group execution_timeout pool max_active_tis_per_dag".split()
)
OF_PODS = KNOWN | set("arguments image name container_resources node_selector startup_timeout_seconds secrets".split())


def only(names, given):
    return {name: value for name, value in given.items() if name in names}


class StandIn(BaseOperator):
    def __init__(self, **kwargs):
        super().__init__(**only(KNOWN, kwargs))


class Pod(KubernetesPodOperator):
    def __init__(self, **kwargs):
        super().__init__(**only(OF_PODS, kwargs))


def helper(**kwargs):
    words = [f"--{name}={value}" for name, value in kwargs.items() if name not in KNOWN]
    return Pod(**only(KNOWN, kwargs), image="bigquery-etl", arguments=words)


MODULES = {
    "utils": {},
    "utils.constants": {"ALLOWED_STATES": ["success"], "FAILED_STATES": ["failed", "upstream_failed", "skipped"]},
    "utils.gcp": dict.fromkeys(["bigquery_etl_query", "bigquery_dq_check", "bigquery_bigeye_check"], helper),
    "operators": {},
    "operators.gcp_container_operator": {"GKEPodOperator": Pod},
    "fivetran_provider_async": {},
    "fivetran_provider_async.operators": {"FivetranOperator": StandIn},
    "airflow.providers.google": {},
    "airflow.providers.google.cloud": {},
    "airflow.providers.google.cloud.sensors": {},
    "airflow.providers.google.cloud.sensors.bigquery": dict.fromkeys(
        ["BigQueryTableExistenceSensor", "BigQueryTablePartitionExistenceSensor"], StandIn
    ),
}


def stand_in():
    for name, content in MODULES.items():
        module = sys.modules[name] = types.ModuleType(name)
        vars(module).update(content)


def load(folder):
    start = time.process_time()
    bag = DagBag(dag_folder=folder, include_examples=False)
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "dags": len(bag.dags),
        "tasks": sum(len(dag.tasks) for dag in bag.dags.values()),
        "errors": bag.import_errors,
    }


def main(rounds, *folders):
    stand_in()
    with contextlib.redirect_stdout(sys.stderr):
        # the first load pays for Airflow's own imports, which all share
        loads = [{folder: load(folder) for folder in folders} for _ in range(int(rounds) + 1)][1:]
    print(json.dumps(loads))


main(*sys.argv[1:])
