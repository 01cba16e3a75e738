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
### bqetl_experiments_live

Made from `dags.yaml` and the metadata of the tables that it fills.

#### Description

Experiments within minutes, the recent windows, the tables derived from the live views, and their files.

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
    "bqetl_experiments_live",
    description="Experiments within minutes, the recent windows, the tables derived from the live views, and their files.",
    doc_md=DOCS,
    schedule=CronDataIntervalTimetable("*/5 * * * *", timezone="UTC"),
    start_date=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    default_args={
        "owner": "telemetry@example.com",
        "depends_on_past": False,
        "retries": 1,
        "retry_delay": datetime.timedelta(seconds=60),
    },
    tags=["impact/tier_1"],
) as dag:
    checks__fail_telemetry_derived__experiment_cumulative_ad_clicks__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_cumulative_ad_clicks__v1",
        bash_command="bqetl check run telemetry_derived.experiment_cumulative_ad_clicks_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Ad Clicks (checks that stop what depends on it)\n\nClicks on ads in search results up to and including each window that has searches. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_cumulative_ad_clicks_v1`",
    )

    checks__fail_telemetry_derived__experiment_cumulative_search_count__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_cumulative_search_count__v1",
        bash_command="bqetl check run telemetry_derived.experiment_cumulative_search_count_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Search Count (checks that stop what depends on it)\n\nSearches up to and including each window that has any. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_cumulative_search_count_v1`",
    )

    checks__fail_telemetry_derived__experiment_cumulative_search_with_ads_count__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_cumulative_search_with_ads_count__v1",
        bash_command="bqetl check run telemetry_derived.experiment_cumulative_search_with_ads_count_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Search With Ads Count (checks that stop what depends on it)\n\nSearch results with ads up to and including each window that has searches. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_cumulative_search_with_ads_count_v1`",
    )

    checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_aggregates_recents_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Aggregates, Recents (checks that stop what depends on it)\n\nEnrolment events of the windows after the last one of the hourly table, of three hours at most; written whole every five minutes.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_recents_v1`",
    )

    checks__fail_telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_cumulative_population_estimate_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Cumulative Population Estimate (checks that stop what depends on it)\n\nClients enrolled up to and including each window, less those that left or went through to the end. A branch has a row for every window from its first one on, whichever experiment has an event in it. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_cumulative_population_estimate_v1`",
    )

    checks__fail_telemetry_derived__experiment_enrollment_other_events_overall__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_other_events_overall__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_other_events_overall_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Other Events Overall (checks that stop what depends on it)\n\nOther events in each window: graduated, updated, and whatever failed. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_other_events_overall_v1`",
    )

    checks__fail_telemetry_derived__experiment_enrollment_overall__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_enrollment_overall__v1",
        bash_command="bqetl check run telemetry_derived.experiment_enrollment_overall_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Overall (checks that stop what depends on it)\n\nClients enrolled in each window, not added up over windows. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_overall_v1`",
    )

    checks__fail_telemetry_derived__experiment_search_aggregates_recents__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_search_aggregates_recents__v1",
        bash_command="bqetl check run telemetry_derived.experiment_search_aggregates_recents_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Search Aggregates, Recents (checks that stop what depends on it)\n\nSearches of clients in experiments of the windows after the last one of the hourly table, of three hours at most; written whole every five minutes.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_recents_v1`",
    )

    checks__fail_telemetry_derived__experiment_unenrollment_overall__v1 = BqetlOperator(
        task_id="checks__fail_telemetry_derived__experiment_unenrollment_overall__v1",
        bash_command="bqetl check run telemetry_derived.experiment_unenrollment_overall_v1 --marker fail --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Unenrollment Overall (checks that stop what depends on it)\n\nClients that left in each window, not added up over windows. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_unenrollment_overall_v1`",
    )

    export__telemetry__experiment_cumulative_ad_clicks = BqetlOperator(
        task_id="export__telemetry__experiment_cumulative_ad_clicks",
        bash_command="bqetl export telemetry.experiment_cumulative_ad_clicks --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Ad Clicks (export)\n\nClicks on ads in search results up to and including each window that has searches.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_cumulative_ad_clicks`",
    )

    export__telemetry__experiment_cumulative_search_count = BqetlOperator(
        task_id="export__telemetry__experiment_cumulative_search_count",
        bash_command="bqetl export telemetry.experiment_cumulative_search_count --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Search Count (export)\n\nSearches up to and including each window that has any.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_cumulative_search_count`",
    )

    export__telemetry__experiment_cumulative_search_with_ads_count = BqetlOperator(
        task_id="export__telemetry__experiment_cumulative_search_with_ads_count",
        bash_command="bqetl export telemetry.experiment_cumulative_search_with_ads_count --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Search With Ads Count (export)\n\nSearch results with ads up to and including each window that has searches.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_cumulative_search_with_ads_count`",
    )

    export__telemetry__experiment_enrollment_cumulative_population_estimate = BqetlOperator(
        task_id="export__telemetry__experiment_enrollment_cumulative_population_estimate",
        bash_command="bqetl export telemetry.experiment_enrollment_cumulative_population_estimate --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Cumulative Population Estimate (export)\n\nClients enrolled up to and including each window, less those that left or went through to the end. A branch has a row for every window from its first one on, whichever experiment has an event in it.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_enrollment_cumulative_population_estimate`",
    )

    export__telemetry__experiment_enrollment_other_events_overall = BqetlOperator(
        task_id="export__telemetry__experiment_enrollment_other_events_overall",
        bash_command="bqetl export telemetry.experiment_enrollment_other_events_overall --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Other Events Overall (export)\n\nOther events in each window: graduated, updated, and whatever failed.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_enrollment_other_events_overall`",
    )

    export__telemetry__experiment_enrollment_overall = BqetlOperator(
        task_id="export__telemetry__experiment_enrollment_overall",
        bash_command="bqetl export telemetry.experiment_enrollment_overall --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Overall (export)\n\nClients enrolled in each window, not added up over windows.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_enrollment_overall`",
    )

    export__telemetry__experiment_unenrollment_overall = BqetlOperator(
        task_id="export__telemetry__experiment_unenrollment_overall",
        bash_command="bqetl export telemetry.experiment_unenrollment_overall --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Unenrollment Overall (export)\n\nClients that left in each window, not added up over windows.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry/experiment_unenrollment_overall`",
    )

    telemetry_derived__experiment_cumulative_ad_clicks__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_cumulative_ad_clicks__v1",
        bash_command="bqetl query run telemetry_derived.experiment_cumulative_ad_clicks_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Ad Clicks\n\nClicks on ads in search results up to and including each window that has searches. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_cumulative_ad_clicks_v1`",
    )

    telemetry_derived__experiment_cumulative_search_count__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_cumulative_search_count__v1",
        bash_command="bqetl query run telemetry_derived.experiment_cumulative_search_count_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Search Count\n\nSearches up to and including each window that has any. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_cumulative_search_count_v1`",
    )

    telemetry_derived__experiment_cumulative_search_with_ads_count__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_cumulative_search_with_ads_count__v1",
        bash_command="bqetl query run telemetry_derived.experiment_cumulative_search_with_ads_count_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Cumulative Search With Ads Count\n\nSearch results with ads up to and including each window that has searches. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_cumulative_search_with_ads_count_v1`",
    )

    telemetry_derived__experiment_enrollment_aggregates_recents__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_aggregates_recents__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_aggregates_recents_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Aggregates, Recents\n\nEnrolment events of the windows after the last one of the hourly table, of three hours at most; written whole every five minutes.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_aggregates_recents_v1`",
        max_active_tis_per_dag=1,
    )

    telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_cumulative_population_estimate_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Cumulative Population Estimate\n\nClients enrolled up to and including each window, less those that left or went through to the end. A branch has a row for every window from its first one on, whichever experiment has an event in it. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_cumulative_population_estimate_v1`",
    )

    telemetry_derived__experiment_enrollment_other_events_overall__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_other_events_overall__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_other_events_overall_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Other Events Overall\n\nOther events in each window: graduated, updated, and whatever failed. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_other_events_overall_v1`",
    )

    telemetry_derived__experiment_enrollment_overall__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_enrollment_overall__v1",
        bash_command="bqetl query run telemetry_derived.experiment_enrollment_overall_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Enrollment Overall\n\nClients enrolled in each window, not added up over windows. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_enrollment_overall_v1`",
    )

    telemetry_derived__experiment_search_aggregates_recents__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_search_aggregates_recents__v1",
        bash_command="bqetl query run telemetry_derived.experiment_search_aggregates_recents_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Search Aggregates, Recents\n\nSearches of clients in experiments of the windows after the last one of the hourly table, of three hours at most; written whole every five minutes.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_search_aggregates_recents_v1`",
        max_active_tis_per_dag=1,
    )

    telemetry_derived__experiment_unenrollment_overall__v1 = BqetlOperator(
        task_id="telemetry_derived__experiment_unenrollment_overall__v1",
        bash_command="bqetl query run telemetry_derived.experiment_unenrollment_overall_v1 --interval {{ ts }}/PT5M",
        doc_md="#### Experiment Unenrollment Overall\n\nClients that left in each window, not added up over windows. Every run writes again the days from the newest one before its own: days that are closed cost nothing.\n\nOwners: telemetry@example.com\n\nTell: telemetry@example.com\n\nSource: `sql/telemetry_derived/experiment_unenrollment_overall_v1`",
    )

    telemetry_derived__experiment_cumulative_ad_clicks__v1 >> checks__fail_telemetry_derived__experiment_cumulative_ad_clicks__v1
    telemetry_derived__experiment_cumulative_search_count__v1 >> checks__fail_telemetry_derived__experiment_cumulative_search_count__v1
    telemetry_derived__experiment_cumulative_search_with_ads_count__v1 >> checks__fail_telemetry_derived__experiment_cumulative_search_with_ads_count__v1
    telemetry_derived__experiment_enrollment_aggregates_recents__v1 >> checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1
    telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1 >> checks__fail_telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1
    telemetry_derived__experiment_enrollment_other_events_overall__v1 >> checks__fail_telemetry_derived__experiment_enrollment_other_events_overall__v1
    telemetry_derived__experiment_enrollment_overall__v1 >> checks__fail_telemetry_derived__experiment_enrollment_overall__v1
    telemetry_derived__experiment_search_aggregates_recents__v1 >> checks__fail_telemetry_derived__experiment_search_aggregates_recents__v1
    telemetry_derived__experiment_unenrollment_overall__v1 >> checks__fail_telemetry_derived__experiment_unenrollment_overall__v1
    checks__fail_telemetry_derived__experiment_cumulative_ad_clicks__v1 >> export__telemetry__experiment_cumulative_ad_clicks
    checks__fail_telemetry_derived__experiment_cumulative_search_count__v1 >> export__telemetry__experiment_cumulative_search_count
    checks__fail_telemetry_derived__experiment_cumulative_search_with_ads_count__v1 >> export__telemetry__experiment_cumulative_search_with_ads_count
    checks__fail_telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1 >> export__telemetry__experiment_enrollment_cumulative_population_estimate
    checks__fail_telemetry_derived__experiment_enrollment_other_events_overall__v1 >> export__telemetry__experiment_enrollment_other_events_overall
    checks__fail_telemetry_derived__experiment_enrollment_overall__v1 >> export__telemetry__experiment_enrollment_overall
    checks__fail_telemetry_derived__experiment_unenrollment_overall__v1 >> export__telemetry__experiment_unenrollment_overall
    checks__fail_telemetry_derived__experiment_search_aggregates_recents__v1 >> telemetry_derived__experiment_cumulative_ad_clicks__v1
    checks__fail_telemetry_derived__experiment_search_aggregates_recents__v1 >> telemetry_derived__experiment_cumulative_search_count__v1
    checks__fail_telemetry_derived__experiment_search_aggregates_recents__v1 >> telemetry_derived__experiment_cumulative_search_with_ads_count__v1
    checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1 >> telemetry_derived__experiment_enrollment_cumulative_population_estimate__v1
    checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1 >> telemetry_derived__experiment_enrollment_other_events_overall__v1
    checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1 >> telemetry_derived__experiment_enrollment_overall__v1
    checks__fail_telemetry_derived__experiment_enrollment_aggregates_recents__v1 >> telemetry_derived__experiment_unenrollment_overall__v1
