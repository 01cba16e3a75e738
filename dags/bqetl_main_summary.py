# Made by `bqetl dag generate` from dags.yaml and the metadata of tables. Change those, not this file.

import datetime
import os

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskMarker
from airflow.timetables.interval import CronDataIntervalTimetable

try:
    from airflow.sdk import DAG, TaskGroup
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.exceptions import AirflowFailException, AirflowSkipException
    from airflow.utils.task_group import TaskGroup

PROJECT = os.environ.get("BQETL_PROJECT")

DOCS = """
### bqetl_main_summary

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Main pings of a day, one row each, for the tables that are built on them.

#### Owner

telemetry@example.com

#### Tags

* impact/tier_1
"""


class BqetlOperator(BashOperator):
    """Runs a command of bqetl; exit codes 1 and 2 say that a retry would fail too."""

    def __init__(self, **kwargs):
        super().__init__(
            **kwargs,
            skip_on_exit_code=[1, 2],
            cwd=PROJECT,
            append_env=True,
            env={"BQETL_TRIES_BEFORE": "{{ ti.max_tries - task.retries }}"},
        )

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowSkipException as error:
            raise AirflowFailException("not retried: see the log above") from error


with DAG(
    "bqetl_main_summary",
    description="Main pings of a day, one row each, for the tables that are built on them.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("0 1 * * *", timezone="UTC"),
    start_date=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    default_args={
        "owner": "telemetry@example.com",
        "depends_on_past": False,
        "retries": 2,
        "retry_delay": datetime.timedelta(seconds=1800),
    },
    tags=["impact/tier_1"],
) as dag:
    checks__fail_telemetry_derived__main_summary__v4 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__main_summary__v4",
        bash_command="bqetl check run telemetry_derived.main_summary_v4 --marker fail --date {{ ds }}",
        doc_md="#### Main Summary (checks that stop what depends on it)\n\nOne row per main ping, with the columns that add-on datasets need.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/main_summary_v4`",
    )

    with TaskGroup(
        "checks__fail_telemetry_derived__main_summary__v4_external",
    ) as checks__fail_telemetry_derived__main_summary__v4_external:
        ExternalTaskMarker(
            task_id="bqetl_addons__wait_for_checks__fail_telemetry_derived__main_summary__v4",
            external_dag_id="bqetl_addons",
            external_task_id="wait_for_checks__fail_telemetry_derived__main_summary__v4",
            logical_date="{{ (logical_date + macros.timedelta(seconds=10800)).isoformat() }}",
        )

    checks__fail_telemetry_derived__main_summary__v4 >> checks__fail_telemetry_derived__main_summary__v4_external

    checks__warn_telemetry_derived__main_summary__v4 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__main_summary__v4",
        bash_command="bqetl check run telemetry_derived.main_summary_v4 --marker warn --date {{ ds }}",
        doc_md="#### Main Summary (checks that are only told)\n\nOne row per main ping, with the columns that add-on datasets need.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/main_summary_v4`",
    )

    telemetry_derived__main_summary__v4 = BqetlOperator(
        task_id="telemetry_derived__main_summary__v4",
        bash_command="bqetl query run telemetry_derived.main_summary_v4 --date {{ ds }}",
        doc_md="#### Main Summary\n\nOne row per main ping, with the columns that add-on datasets need.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/main_summary_v4`",
    )

    telemetry_derived__main_summary__v4 >> checks__fail_telemetry_derived__main_summary__v4
    telemetry_derived__main_summary__v4 >> checks__warn_telemetry_derived__main_summary__v4
