# Made by `bqetl dag generate` from dags.yaml and the metadata of tables. Change those, not this file.

import datetime
import os

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
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
### bqetl_addons

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Add-on use per client and day.

#### Owner

telemetry@example.com

#### Tags

* impact/tier_2
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
    "bqetl_addons",
    description="Add-on use per client and day.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("0 4 * * *", timezone="UTC"),
    start_date=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    default_args={
        "owner": "telemetry@example.com",
        "depends_on_past": False,
        "retries": 2,
        "retry_delay": datetime.timedelta(seconds=1800),
    },
    tags=["impact/tier_2"],
) as dag:
    wait_for_checks__fail_telemetry_derived__main_summary__v4 = ExternalTaskSensor(
        task_id="wait_for_checks__fail_telemetry_derived__main_summary__v4",
        external_dag_id="bqetl_main_summary",
        external_task_id="checks__fail_telemetry_derived__main_summary__v4",
        execution_delta=datetime.timedelta(seconds=10800),
        allowed_states=["success"],
        failed_states=["failed", "upstream_failed", "skipped"],
        check_existence=True,
        mode="reschedule",
        poke_interval=300,
        timeout=86400,
    )

    checks__fail_telemetry_derived__addon_aggregates__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__addon_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.addon_aggregates_v1 --marker fail --date {{ ds }}",
        doc_md="#### Addon Aggregates (checks that stop what depends on it)\n\nA day of add-on use: one row per client, channel and way of installation.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addon_aggregates_v1`",
    )

    checks__fail_telemetry_derived__addons__v2 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__addons__v2",
        bash_command="bqetl check run telemetry_derived.addons_v2 --marker fail --date {{ ds }}",
        doc_md="#### Addons (checks that stop what depends on it)\n\nOne row per add-on of each main ping; a ping without add-ons has one row of nulls.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addons_v2`",
    )

    checks__warn_telemetry_derived__addon_aggregates__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__addon_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.addon_aggregates_v1 --marker warn --date {{ ds }}",
        doc_md="#### Addon Aggregates (checks that are only told)\n\nA day of add-on use: one row per client, channel and way of installation.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addon_aggregates_v1`",
    )

    checks__warn_telemetry_derived__addons__v2 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__addons__v2",
        bash_command="bqetl check run telemetry_derived.addons_v2 --marker warn --date {{ ds }}",
        doc_md="#### Addons (checks that are only told)\n\nOne row per add-on of each main ping; a ping without add-ons has one row of nulls.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addons_v2`",
    )

    export__telemetry_derived__addon_aggregates__v1 = BqetlOperator(
        task_id="export__telemetry_derived__addon_aggregates__v1",
        bash_command="bqetl export telemetry_derived.addon_aggregates_v1 --date {{ ds }}",
        doc_md="#### Addon Aggregates (export)\n\nA day of add-on use: one row per client, channel and way of installation.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addon_aggregates_v1`",
    )

    telemetry_derived__addon_aggregates__v1 = BqetlOperator(
        task_id="telemetry_derived__addon_aggregates__v1",
        bash_command="bqetl query run telemetry_derived.addon_aggregates_v1 --date {{ ds }}",
        doc_md="#### Addon Aggregates\n\nA day of add-on use: one row per client, channel and way of installation.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addon_aggregates_v1`",
    )

    telemetry_derived__addons__v2 = BqetlOperator(
        task_id="telemetry_derived__addons__v2",
        bash_command="bqetl query run telemetry_derived.addons_v2 --date {{ ds }}",
        doc_md="#### Addons\n\nOne row per add-on of each main ping; a ping without add-ons has one row of nulls.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/addons_v2`",
    )

    telemetry_derived__addon_aggregates__v1 >> checks__fail_telemetry_derived__addon_aggregates__v1
    telemetry_derived__addons__v2 >> checks__fail_telemetry_derived__addons__v2
    telemetry_derived__addon_aggregates__v1 >> checks__warn_telemetry_derived__addon_aggregates__v1
    telemetry_derived__addons__v2 >> checks__warn_telemetry_derived__addons__v2
    checks__fail_telemetry_derived__addon_aggregates__v1 >> export__telemetry_derived__addon_aggregates__v1
    [
        checks__fail_telemetry_derived__addons__v2,
        wait_for_checks__fail_telemetry_derived__main_summary__v4,
    ] >> telemetry_derived__addon_aggregates__v1
    wait_for_checks__fail_telemetry_derived__main_summary__v4 >> telemetry_derived__addons__v2
