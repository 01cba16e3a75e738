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
### bqetl_histogram_aggregates

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Distributions of histograms, counts and scalars by day, build and dimension.

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
    "bqetl_histogram_aggregates",
    description="Distributions of histograms, counts and scalars by day, build and dimension.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("0 5 * * *", timezone="UTC"),
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
    checks__fail_telemetry_derived__telemetry_aggregates__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__telemetry_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.telemetry_aggregates_v1 --marker fail --date {{ ds }}",
        doc_md="#### Telemetry Aggregates (checks that stop what depends on it)\n\nEvery histogram, count and number that main pings of a day measured, as one distribution for each combination of channel, version, build day, application, architecture, operating system, process and key. Rows of a build are in every submission date on which it was in use; see the views aggregates_by_build_id and aggregates_by_submission_date.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_v1`",
    )

    checks__fail_telemetry_derived__telemetry_aggregates_counters__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__telemetry_aggregates_counters__v1",
        bash_command="bqetl check run telemetry_derived.telemetry_aggregates_counters_v1 --marker fail --date {{ ds }}",
        doc_md="#### Telemetry Aggregates Counters (checks that stop what depends on it)\n\nHow many pings and measurements of a day went into telemetry_aggregates_v1 and how many were set aside, by reason.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_counters_v1`",
    )

    checks__warn_telemetry_derived__telemetry_aggregates__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__telemetry_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.telemetry_aggregates_v1 --marker warn --date {{ ds }}",
        doc_md="#### Telemetry Aggregates (checks that are only told)\n\nEvery histogram, count and number that main pings of a day measured, as one distribution for each combination of channel, version, build day, application, architecture, operating system, process and key. Rows of a build are in every submission date on which it was in use; see the views aggregates_by_build_id and aggregates_by_submission_date.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_v1`",
    )

    checks__warn_telemetry_derived__telemetry_aggregates_counters__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__telemetry_aggregates_counters__v1",
        bash_command="bqetl check run telemetry_derived.telemetry_aggregates_counters_v1 --marker warn --date {{ ds }}",
        doc_md="#### Telemetry Aggregates Counters (checks that are only told)\n\nHow many pings and measurements of a day went into telemetry_aggregates_v1 and how many were set aside, by reason.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_counters_v1`",
    )

    telemetry_derived__telemetry_aggregates__v1 = BqetlOperator(
        task_id="telemetry_derived__telemetry_aggregates__v1",
        bash_command="bqetl query run telemetry_derived.telemetry_aggregates_v1 --date {{ ds }}",
        doc_md="#### Telemetry Aggregates\n\nEvery histogram, count and number that main pings of a day measured, as one distribution for each combination of channel, version, build day, application, architecture, operating system, process and key. Rows of a build are in every submission date on which it was in use; see the views aggregates_by_build_id and aggregates_by_submission_date.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_v1`",
    )

    telemetry_derived__telemetry_aggregates_counters__v1 = BqetlOperator(
        task_id="telemetry_derived__telemetry_aggregates_counters__v1",
        bash_command="bqetl query run telemetry_derived.telemetry_aggregates_counters_v1 --date {{ ds }}",
        doc_md="#### Telemetry Aggregates Counters\n\nHow many pings and measurements of a day went into telemetry_aggregates_v1 and how many were set aside, by reason.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_counters_v1`",
    )

    telemetry_derived__telemetry_aggregates_retention__v1 = BqetlOperator(
        task_id="telemetry_derived__telemetry_aggregates_retention__v1",
        bash_command="bqetl query run telemetry_derived.telemetry_aggregates_retention_v1 --date {{ ds }}",
        doc_md="#### Telemetry Aggregates Retention\n\nDrops partitions of telemetry_aggregates_v1 and of its counters whose day is not in [day - 730 days, day + 7 days). It fills no table of its own.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/telemetry_aggregates_retention_v1`",
    )

    telemetry_derived__telemetry_aggregates__v1 >> checks__fail_telemetry_derived__telemetry_aggregates__v1
    telemetry_derived__telemetry_aggregates_counters__v1 >> checks__fail_telemetry_derived__telemetry_aggregates_counters__v1
    telemetry_derived__telemetry_aggregates__v1 >> checks__warn_telemetry_derived__telemetry_aggregates__v1
    telemetry_derived__telemetry_aggregates_counters__v1 >> checks__warn_telemetry_derived__telemetry_aggregates_counters__v1
    [
        checks__fail_telemetry_derived__telemetry_aggregates__v1,
        checks__fail_telemetry_derived__telemetry_aggregates_counters__v1,
    ] >> telemetry_derived__telemetry_aggregates_retention__v1
