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
### bqetl_experiment_job

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Experiments by day and update channel, and their files.

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
    "bqetl_experiment_job",
    description="Experiments by day and update channel, and their files.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("0 2 * * *", timezone="UTC"),
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
    checks__fail_telemetry_derived__experiment_channel_aggregates__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_channel_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.experiment_channel_aggregates_v1 --marker fail --date {{ ds }}",
        doc_md="#### Experiment Channel Aggregates (checks that stop what depends on it)\n\nA day of experiments by update channel: pings that report one as active, and the activations and terminations in their logs. experiment_channels_v1 has what belongs to a channel as a whole.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channel_aggregates_v1`",
    )

    checks__fail_telemetry_derived__experiment_channels__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_channels__v1",
        bash_command="bqetl check run telemetry_derived.experiment_channels_v1 --marker fail --date {{ ds }}",
        doc_md="#### Experiment Channels (checks that stop what depends on it)\n\nThe update channels of a day of experiments, one row each, with what their files need besides the counts.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channels_v1`",
    )

    checks__warn_telemetry_derived__experiment_channel_aggregates__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__experiment_channel_aggregates__v1",
        bash_command="bqetl check run telemetry_derived.experiment_channel_aggregates_v1 --marker warn --date {{ ds }}",
        doc_md="#### Experiment Channel Aggregates (checks that are only told)\n\nA day of experiments by update channel: pings that report one as active, and the activations and terminations in their logs. experiment_channels_v1 has what belongs to a channel as a whole.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channel_aggregates_v1`",
    )

    checks__warn_telemetry_derived__experiment_channels__v1 = BqetlOperator(
        task_id="checks__warn_telemetry_derived__experiment_channels__v1",
        bash_command="bqetl check run telemetry_derived.experiment_channels_v1 --marker warn --date {{ ds }}",
        doc_md="#### Experiment Channels (checks that are only told)\n\nThe update channels of a day of experiments, one row each, with what their files need besides the counts.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channels_v1`",
    )

    export__telemetry_derived__experiment_channel_aggregates__v1 = BqetlOperator(
        task_id="export__telemetry_derived__experiment_channel_aggregates__v1",
        bash_command="bqetl export telemetry_derived.experiment_channel_aggregates_v1 --date {{ ds }}",
        doc_md="#### Experiment Channel Aggregates (export)\n\nA day of experiments by update channel: pings that report one as active, and the activations and terminations in their logs. experiment_channels_v1 has what belongs to a channel as a whole.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channel_aggregates_v1`",
    )

    telemetry_derived__experiment_channel_aggregates__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_channel_aggregates__v1",
        bash_command="bqetl query run telemetry_derived.experiment_channel_aggregates_v1 --date {{ ds }}",
        doc_md="#### Experiment Channel Aggregates\n\nA day of experiments by update channel: pings that report one as active, and the activations and terminations in their logs. experiment_channels_v1 has what belongs to a channel as a whole.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channel_aggregates_v1`",
    )

    telemetry_derived__experiment_channels__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_channels__v1",
        bash_command="bqetl query run telemetry_derived.experiment_channels_v1 --date {{ ds }}",
        doc_md="#### Experiment Channels\n\nThe update channels of a day of experiments, one row each, with what their files need besides the counts.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_channels_v1`",
    )

    telemetry_derived__experiment_channel_aggregates__v1 >> checks__fail_telemetry_derived__experiment_channel_aggregates__v1
    telemetry_derived__experiment_channels__v1 >> checks__fail_telemetry_derived__experiment_channels__v1
    telemetry_derived__experiment_channel_aggregates__v1 >> checks__warn_telemetry_derived__experiment_channel_aggregates__v1
    telemetry_derived__experiment_channels__v1 >> checks__warn_telemetry_derived__experiment_channels__v1
    [
        checks__fail_telemetry_derived__experiment_channel_aggregates__v1,
        checks__fail_telemetry_derived__experiment_channels__v1,
    ] >> export__telemetry_derived__experiment_channel_aggregates__v1
