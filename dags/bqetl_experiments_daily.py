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
### bqetl_experiments_daily

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Experiments by the day, after the stable tables have each ping once.

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
    "bqetl_experiments_daily",
    description="Experiments by the day, after the stable tables have each ping once.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("0 3 * * *", timezone="UTC"),
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
    checks__fail_telemetry_derived__clients_daily__v6 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__clients_daily__v6",
        bash_command="bqetl check run telemetry_derived.clients_daily_v6 --marker fail --date {{ ds }}",
        doc_md="#### Clients Daily (checks that stop what depends on it)\n\nClients of desktop Firefox by day. Only what datasets of this project read.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/clients_daily_v6`",
    )

    checks__fail_telemetry_derived__event_events__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__event_events__v1",
        bash_command="bqetl check run telemetry_derived.event_events_v1 --marker fail --date {{ ds }}",
        doc_md="#### Event Events (checks that stop what depends on it)\n\nEvents of desktop Firefox from event pings, a row each.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/event_events_v1`",
    )

    checks__fail_telemetry_derived__experiment_enrollment_aggregates__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_aggregates_v1 --marker fail --date {{ ds }}",
        doc_md="#### Experiment Enrollment Aggregates (checks that stop what depends on it)\n\nEnrolment events of a day in windows of five minutes, from the stable tables, where no ping is twice.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_v1`",
    )

    checks__fail_telemetry_derived__experiment_enrollment_daily_active_population__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_daily_active_population__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_daily_active_population_v1 --marker fail --date {{ ds }}",
        doc_md="#### Experiment Enrollment Daily Active Population (checks that stop what depends on it)\n\nActive clients of each day, by experiment and branch.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_daily_active_population_v1`",
    )

    checks__fail_telemetry_derived__experiment_search_aggregates__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_search_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.experiment_search_aggregates_v1 --marker fail --date {{ ds }}",
        doc_md="#### Experiment Search Aggregates (checks that stop what depends on it)\n\nSearches of clients in experiments of a day in windows of five minutes, from the stable tables, where no ping is twice.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_v1`",
    )

    checks__fail_telemetry_derived__experiments_daily_active_clients__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiments_daily_active_clients__v1",
        bash_command="bqetl check run telemetry_derived.experiments_daily_active_clients_v1 --marker fail --date {{ ds }}",
        doc_md="#### Experiments Daily Active Clients (checks that stop what depends on it)\n\nClients by day, experiment and branch. A client in two applications counts twice, in two branches once in each.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiments_daily_active_clients_v1`",
    )

    checks__fail_telemetry_derived__main_events__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__main_events__v1",
        bash_command="bqetl check run telemetry_derived.main_events_v1 --marker fail --date {{ ds }}",
        doc_md="#### Main Events (checks that stop what depends on it)\n\nEvents of desktop Firefox from main pings, a row each. Versions before 62 sent them there.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/main_events_v1`",
    )

    checks__warn_telemetry_derived__clients_daily__v6 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__clients_daily__v6",
        bash_command="bqetl check run telemetry_derived.clients_daily_v6 --marker warn --date {{ ds }}",
        doc_md="#### Clients Daily (checks that are only told)\n\nClients of desktop Firefox by day. Only what datasets of this project read.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/clients_daily_v6`",
    )

    checks__warn_telemetry_derived__event_events__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__event_events__v1",
        bash_command="bqetl check run telemetry_derived.event_events_v1 --marker warn --date {{ ds }}",
        doc_md="#### Event Events (checks that are only told)\n\nEvents of desktop Firefox from event pings, a row each.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/event_events_v1`",
    )

    checks__warn_telemetry_derived__experiment_enrollment_aggregates__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__experiment_enrollment_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_aggregates_v1 --marker warn --date {{ ds }}",
        doc_md="#### Experiment Enrollment Aggregates (checks that are only told)\n\nEnrolment events of a day in windows of five minutes, from the stable tables, where no ping is twice.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_v1`",
    )

    checks__warn_telemetry_derived__experiment_search_aggregates__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__experiment_search_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.experiment_search_aggregates_v1 --marker warn --date {{ ds }}",
        doc_md="#### Experiment Search Aggregates (checks that are only told)\n\nSearches of clients in experiments of a day in windows of five minutes, from the stable tables, where no ping is twice.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_v1`",
    )

    checks__warn_telemetry_derived__experiments_daily_active_clients__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__experiments_daily_active_clients__v1",
        bash_command="bqetl check run telemetry_derived.experiments_daily_active_clients_v1 --marker warn --date {{ ds }}",
        doc_md="#### Experiments Daily Active Clients (checks that are only told)\n\nClients by day, experiment and branch. A client in two applications counts twice, in two branches once in each.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiments_daily_active_clients_v1`",
    )

    export__telemetry__experiment_enrollment_daily_active_population = BqetlOperator(
        task_id="export__telemetry__experiment_enrollment_daily_active_population",
        bash_command="bqetl export telemetry.experiment_enrollment_daily_active_population --date {{ ds }}",
        doc_md="#### Experiment Enrollment Daily Active Population (export)\n\nActive clients of each day, by experiment and branch.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_enrollment_daily_active_population`",
    )

    telemetry_derived__clients_daily__v6 = BqetlOperator(
        task_id="telemetry_derived__clients_daily__v6",
        bash_command="bqetl query run telemetry_derived.clients_daily_v6 --date {{ ds }}",
        doc_md="#### Clients Daily\n\nClients of desktop Firefox by day. Only what datasets of this project read.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/clients_daily_v6`",
    )

    telemetry_derived__event_events__v1 = BqetlOperator(
        task_id="telemetry_derived__event_events__v1",
        bash_command="bqetl query run telemetry_derived.event_events_v1 --date {{ ds }}",
        doc_md="#### Event Events\n\nEvents of desktop Firefox from event pings, a row each.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/event_events_v1`",
    )

    telemetry_derived__experiment_enrollment_aggregates__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_aggregates__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_aggregates_v1 --date {{ ds }}",
        doc_md="#### Experiment Enrollment Aggregates\n\nEnrolment events of a day in windows of five minutes, from the stable tables, where no ping is twice.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_v1`",
    )

    telemetry_derived__experiment_enrollment_daily_active_population__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_daily_active_population__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_daily_active_population_v1 --date {{ ds }}",
        doc_md="#### Experiment Enrollment Daily Active Population\n\nActive clients of each day, by experiment and branch.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_daily_active_population_v1`",
    )

    telemetry_derived__experiment_search_aggregates__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_search_aggregates__v1",
        bash_command="bqetl query run telemetry_derived.experiment_search_aggregates_v1 --date {{ ds }}",
        doc_md="#### Experiment Search Aggregates\n\nSearches of clients in experiments of a day in windows of five minutes, from the stable tables, where no ping is twice.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_v1`",
    )

    telemetry_derived__experiments_daily_active_clients__v1 = BqetlOperator(
        task_id="telemetry_derived__experiments_daily_active_clients__v1",
        bash_command="bqetl query run telemetry_derived.experiments_daily_active_clients_v1 --date {{ ds }}",
        doc_md="#### Experiments Daily Active Clients\n\nClients by day, experiment and branch. A client in two applications counts twice, in two branches once in each.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiments_daily_active_clients_v1`",
    )

    telemetry_derived__main_events__v1 = BqetlOperator(
        task_id="telemetry_derived__main_events__v1",
        bash_command="bqetl query run telemetry_derived.main_events_v1 --date {{ ds }}",
        doc_md="#### Main Events\n\nEvents of desktop Firefox from main pings, a row each. Versions before 62 sent them there.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/main_events_v1`",
    )

    telemetry_derived__clients_daily__v6 >> checks__fail_telemetry_derived__clients_daily__v6
    telemetry_derived__event_events__v1 >> checks__fail_telemetry_derived__event_events__v1
    telemetry_derived__experiment_enrollment_aggregates__v1 >> checks__fail_telemetry_derived__experiment_enrollment_aggregates__v1
    telemetry_derived__experiment_enrollment_daily_active_population__v1 >> checks__fail_telemetry_derived__experiment_enrollment_daily_active_population__v1
    telemetry_derived__experiment_search_aggregates__v1 >> checks__fail_telemetry_derived__experiment_search_aggregates__v1
    telemetry_derived__experiments_daily_active_clients__v1 >> checks__fail_telemetry_derived__experiments_daily_active_clients__v1
    telemetry_derived__main_events__v1 >> checks__fail_telemetry_derived__main_events__v1
    telemetry_derived__clients_daily__v6 >> checks__warn_telemetry_derived__clients_daily__v6
    telemetry_derived__event_events__v1 >> checks__warn_telemetry_derived__event_events__v1
    telemetry_derived__experiment_enrollment_aggregates__v1 >> checks__warn_telemetry_derived__experiment_enrollment_aggregates__v1
    telemetry_derived__experiment_search_aggregates__v1 >> checks__warn_telemetry_derived__experiment_search_aggregates__v1
    telemetry_derived__experiments_daily_active_clients__v1 >> checks__warn_telemetry_derived__experiments_daily_active_clients__v1
    checks__fail_telemetry_derived__experiment_enrollment_daily_active_population__v1 >> export__telemetry__experiment_enrollment_daily_active_population
    [
        checks__fail_telemetry_derived__event_events__v1,
        checks__fail_telemetry_derived__main_events__v1,
    ] >> telemetry_derived__experiment_enrollment_aggregates__v1
    checks__fail_telemetry_derived__experiments_daily_active_clients__v1 >> telemetry_derived__experiment_enrollment_daily_active_population__v1
    checks__fail_telemetry_derived__clients_daily__v6 >> telemetry_derived__experiments_daily_active_clients__v1
