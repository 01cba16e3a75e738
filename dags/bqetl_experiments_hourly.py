# Made by `bqetl dag generate` from dags.yaml and the metadata of tables. Change those, not this file.

import datetime
import os

from airflow.providers.standard.operators.bash import BashOperator
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
### bqetl_experiments_hourly

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Experiments by the hour, half an hour after its end.

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
    "bqetl_experiments_hourly",
    description="Experiments by the hour, half an hour after its end.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("30 * * * *", timezone="UTC"),
    start_date=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    default_args={
        "owner": "telemetry@example.com",
        "depends_on_past": False,
        "retries": 2,
        "retry_delay": datetime.timedelta(seconds=300),
    },
    tags=["impact/tier_1"],
) as dag:
    checks__fail_telemetry_derived__experiment_enrollment_aggregates_hourly__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_aggregates_hourly__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_aggregates_hourly_v1 --marker fail --interval {{ (logical_date - macros.timedelta(minutes=30)).isoformat() }}/PT1H",
        doc_md="#### Experiment Enrollment Aggregates, Hourly (checks that stop what depends on it)\n\nEnrolment events of an hour in windows of five minutes, half an hour after its end. The live view reads these of the days that the daily table does not have.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_hourly_v1`",
    )

    checks__fail_telemetry_derived__experiment_search_aggregates_hourly__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_search_aggregates_hourly__v1",
        bash_command="bqetl check run telemetry_derived.experiment_search_aggregates_hourly_v1 --marker fail --interval {{ (logical_date - macros.timedelta(minutes=30)).isoformat() }}/PT1H",
        doc_md="#### Experiment Search Aggregates, Hourly (checks that stop what depends on it)\n\nSearches of clients in experiments of an hour in windows of five minutes, half an hour after its end. The live view reads these of the days that the daily table does not have.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_hourly_v1`",
    )

    telemetry_derived__experiment_enrollment_aggregates_hourly__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_aggregates_hourly__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_aggregates_hourly_v1 --interval {{ (logical_date - macros.timedelta(minutes=30)).isoformat() }}/PT1H",
        doc_md="#### Experiment Enrollment Aggregates, Hourly\n\nEnrolment events of an hour in windows of five minutes, half an hour after its end. The live view reads these of the days that the daily table does not have.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_hourly_v1`",
    )

    telemetry_derived__experiment_search_aggregates_hourly__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_search_aggregates_hourly__v1",
        bash_command="bqetl query run telemetry_derived.experiment_search_aggregates_hourly_v1 --interval {{ (logical_date - macros.timedelta(minutes=30)).isoformat() }}/PT1H",
        doc_md="#### Experiment Search Aggregates, Hourly\n\nSearches of clients in experiments of an hour in windows of five minutes, half an hour after its end. The live view reads these of the days that the daily table does not have.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_hourly_v1`",
    )

    telemetry_derived__experiment_enrollment_aggregates_hourly__v1 >> checks__fail_telemetry_derived__experiment_enrollment_aggregates_hourly__v1
    telemetry_derived__experiment_search_aggregates_hourly__v1 >> checks__fail_telemetry_derived__experiment_search_aggregates_hourly__v1
