import { UsageError } from '../errors.ts'
import { nearestNames } from '../generator/spelling.ts'

/** What each code of an error means and what to do about it, in the order that a newcomer meets them. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  // the request
  'unknown-name':
    'A NAME matches no table, view or routine of the project. It can be dataset.table, project.dataset.table, a part with * and ?, or the path of a folder or file. The nearest names are shown.',
  'no-project':
    'Nothing was found that could be validated. Without --project-dir the project is the nearest folder above that has a bqetl_project.yaml, else the current one.',
  'ambiguous-name': 'The command works on one table, and the NAME means several. Write more of it.',
  'invalid-name': 'A table is named dataset.table or project.dataset.table.',
  'wrong-kind': 'The NAME exists but is something else, such as a view where a table is needed.',
  'not-runnable':
    'No query or script of the project fills this table; it is filled by `bqetl load` or by another program.',
  'invalid-date': 'A day is written YYYY-MM-DD and must exist.',
  'invalid-interval':
    'An interval is written START/END or START/DURATION in UTC, as 2024-01-02T10:00Z/PT5M; it must not be empty, and must fit the partitions of the table.',
  'invalid-parameter':
    'A parameter is written NAME:TYPE:VALUE, such as n:INT64:3 or names:ARRAY<STRING>:["a","b"]. An empty type means STRING.',
  'no-generators':
    'A generator is a folder sql_generators/NAME with a generator.yaml and templates/; this project has none.',
  'generator-path':
    'A template whose path has {key} is rendered for each instance, and the value of that key makes the path of the file.',
  'generated-twice': 'Two templates, or two instances, give one file. Nothing has been written.',
  'not-generated':
    'A generator gives a file that somebody wrote by hand (it lacks the header of that generator), and would destroy it. Nothing has been written.',
  'generated-missing': 'A generator gives this file, and it is not there.',
  'generated-stale':
    'The file is not what its generator gives now: it was edited, or its template, instances or data have changed.',
  'generated-orphan': 'The file bears the header of a generator that gives it no more.',
  unformatted:
    'The file is not laid out as `bqetl format` does it. Run that on it; `bqetl format --diff` shows what would change.',
  'format-unsafe':
    'A statement of the template stands so close to words that any layout would change what the template gives, as in a{% if x %} b{% else %}c{% endif %}. Put a blank where one belongs, or -- format:off and -- format:on around it. The file is as it was.',
  'not-sql':
    '`bqetl format` lays out SQL: files that end in .sql, .sql.jinja or .sql.j2, folders and names with such files.',
  'not-utf8': 'The bytes of the file are no UTF-8, so nobody knows its characters. Save it as UTF-8.',
  'dag-exists': 'dags.yaml has a DAG of that name. `bqetl dag create` only adds.',
  'no-tasks': 'No table names the DAG under scheduling.dag_name, so there is nothing to run.',
  'delta-never-meets':
    'A sensor with this execution_delta waits for a run that its DAG never has, so the task would wait until the timeout and fail.',
  'delta-older-run':
    'A sensor with this execution_delta waits for a run although a newer one is complete when the task starts, so the task reads older data than it could.',
  'run-longer-than-partition':
    'One run writes one partition. A table with hourly partitions in a DAG that runs for a day would fail at every run.',
  'port-taken': 'Another program listens on the port. `bqetl serve --port 0` takes any that is free.',
  'invalid-address': 'The machine has no such address, or the port needs more rights than this user has.',
  'no-aggregates': 'The service reads two tables, and one of them is not in the warehouse or cannot be read now.',
  'too-busy':
    'So many requests wait that the service takes no more; it answers 503 and clients should come back later.',
  'invalid-selector':
    'A selection is made of NAMEs and of dataset:X, dag:X, tag:X and state:changed; + before one adds what it reads, + behind it what reads it.',
  'no-such-revision': 'git does not know the revision, or the project is in no git repository.',
  'no-git': 'The program git could not be run. It is needed to compare with another revision.',
  usage: 'The command line is not what the command takes; `--help` behind it says what that is, with examples.',
  'invalid-range':
    'A backfill takes its first and its last day, both included, in this order, and at least one of them must not be excluded. A range of more runs than a table can have partitions is a mistyped year.',
  'backfill-failed':
    'Some runs of the backfill failed; each reason stands above, with the days. What went well is kept, and the same command does only what is missing. Where each run needs the one before it, the first failure stops the rest.',
  'append-unknown':
    'A backfill that appends was killed in the middle of a run, and the table has changed since: the rows of that run may be there or not. Look, remove them or keep them, and go on behind that day with --start-date.',
  'unknown-existence':
    'The warehouse cannot say whether the table is there. bqetl never takes that for absent, because it could then write over it.',
  'interval-too-long':
    'The interval touches more than one partition of the table. Run it once for each; `bqetl query run` writes one partition at a time.',
  'not-a-query': 'The table is filled by something else than a query.sql or script.sql.',
  'no-such-folder': 'The folder is not there; it should be that of a project.',
  encoding:
    'Text files are UTF-8. A file saved otherwise (by an old editor, or as UTF-16 by PowerShell) would be read with other characters than somebody wrote.',
  'no-such-file': 'The file is not there, or is not where the project says.',
  'unreadable-file': 'The file is there but cannot be read; look at its permissions.',
  'unwritable-file': 'A folder is in its way, or the permissions of its folder do not allow it; name another file.',
  'batch-line':
    'Each line that `bqetl sql --batch` reads is a JSON object with "sql", and perhaps "id" and "parameters".',
  'unknown-code': 'There is no error code of that name.',

  'no-export':
    'A table or view is exported as its metadata.yaml declares under "export:"; this one declares nothing, or its partitions have no column to ask for.',
  'invalid-destination':
    'Files are written to a folder (file:///FOLDER/ or a path) or below a prefix of a bucket (gs://BUCKET/PREFIX/, s3://BUCKET/PREFIX/).',
  'bucket-not-found': 'The store knows no bucket of this name. Nothing has been written.',
  'access-denied':
    'The answer was 403: the bucket, table or project may be missing, or these credentials may not use it; it does not tell which. Check the name, and ask for the permission.',
  'no-credentials':
    'The store or BigQuery needs credentials and found none that it accepts; nothing has been written. BigQuery takes the application default credentials: `gcloud auth application-default login`, a key file named in GOOGLE_APPLICATION_CREDENTIALS, or those of the machine; with --api-endpoint none are used.',
  'store-unavailable':
    'The store could not be reached, or failed, more often than a retry mends. Files that arrived are whole; run the same command again.',
  'export-name':
    'The values of a row give no name for its file: one is NULL, a part of the path would be empty, or it is too long. Values themselves can be anything: / and the like are written as %2F.',
  'export-conflict':
    'Rows that belong to different files would share a name, or a document has several rows. Nothing has been written.',
  'export-columns':
    'A file needs columns besides those that make its name; a document needs exactly one, which is written as it is.',
  'export-compression': 'Parquet files are compressed inside; they are not gzipped.',

  // SQL
  syntax:
    'The text is not GoogleSQL. The place is that of the first word that does not fit; the mistake may stand just before it.',
  'unknown-table':
    'No table, view or WITH entry has this name. Names of two parts are looked up in the project of the file, names of one part in its dataset. Declare a table that something else fills by a schema.yaml.',
  'unknown-column':
    'Nothing that the query reads has a column of this name here. Aliases of the SELECT list cannot be used in WHERE; columns that are neither grouped nor aggregated cannot be used after GROUP BY.',
  'unknown-field': 'The STRUCT has no field of this name.',
  'unknown-function':
    'BigQuery has no function of this name, and the project no routine. Functions of the project are written dataset.name.',
  'unknown-parameter':
    'The query uses @name, and nothing binds it. A run binds the date parameter (submission_date unless the metadata says otherwise) and `scheduling.parameters`.',
  'unknown-type': 'BigQuery has no type of this name.',
  'unknown-variable': 'The script uses a variable that no DECLARE before it names.',
  'ambiguous-column': 'Several tables of the FROM clause have a column of this name. Write table.column.',
  'type-mismatch': 'The types do not go together, and BigQuery converts neither to the other by itself. Write a CAST.',
  'invalid-argument': 'A function is called with a value or number of arguments that it does not take.',
  'invalid-query': 'A rule of the language is broken that has no code of its own; the message says which.',
  'partition-filter':
    'The table is declared with require_partition_filter, and nothing in the query bounds its partition column by a constant or parameter; it would read every partition. BigQuery refuses such a query.',
  unsupported:
    'The text is GoogleSQL, but bqetl has no translation of it that is proven to give BigQuery’s answer, so it refuses instead of guessing. The query still runs on BigQuery.',
  'no-schema': 'The columns of a table are needed and are declared nowhere: write a schema.yaml in its folder.',
  'broken-schema': 'The schema.yaml of a table that is read here has mistakes of its own; mend those first.',
  'no-statement':
    'Nothing is left of the text but comments. A `-` in `{%- … -%}` takes away the line break that ended a `--` comment, so the next line became part of it.',
  'query-failed':
    'The query ran and met a value that it cannot work with: a division by zero, a text that is no number, ERROR(). Use SAFE. functions or SAFE_CAST where NULL is meant.',
  'engine-bug':
    'The translation of the query is not what DuckDB expects. This is a mistake of bqetl; please report the query.',

  // templates
  'view-name':
    'A view.sql defines the view of its own folder, sql/DATASET/VIEW/. Under another name it would replace that other view when it is deployed.',
  'template-syntax': 'The Jinja template cannot be read at this place.',
  'template-error': 'The Jinja template fails while it is rendered.',
  'template-not-found':
    'A file that the template imports or includes is neither in its folder nor at that path of the project.',
  'unsupported-template':
    'The template uses something that needs the network or another program (such as metrics.calculate), which bqetl does not do.',

  // YAML
  'unknown-key': 'No such key is known here. The nearest known one is shown; a key that nobody reads does nothing.',
  'misplaced-key': 'The key is known, but at another place of the file; the message says where.',
  'missing-key': 'The key is needed here.',
  'invalid-key': 'The key has a form that is not allowed here.',
  'duplicate-probe':
    'Two definitions of a histogram, or of a scalar, have one name; measurements could not be told which of the shapes is theirs.',
  'invalid-value': 'The value is not of the kind or form that the key takes.',
  'yaml-syntax': 'The file is not YAML at this place.',
  'yaml-duplicate-key': 'The key stands twice; only the last one would count.',
  'yaml-date': 'The text has the form of a date but is none; quote it if it is a text.',
  'yaml-tag': 'The tag (!name) is not known.',
  'yaml-alias': 'The alias (*name) names no anchor (&name) before it.',
  'yaml-merge': 'A merge key (<<) takes a mapping, or a list of mappings.',
  'yaml-character': 'The character is not allowed in YAML.',
  'yaml-key': 'A list or mapping cannot be a key.',
  'yaml-quote': 'A quotation is not closed, or text follows it.',
  'yaml-too-deep': 'The file is nested too deeply to be read.',
  'include-not-found':
    'The file or table that an !include tag names is not there. Paths count from the root of the project.',
  'include-no-field': 'The schema that an !include tag names has no such field.',
  'include-cycle': 'Files include each other.',
  'include-broken': 'The file that an !include tag names has mistakes of its own.',
  'include-form': 'The !include tag does not have what it needs.',

  // metadata
  'unknown-dag':
    'A command, scheduling.dag_name or depends_on names a DAG that dags.yaml does not declare. The nearest names are shown. Where depends_on means a DAG of another project, its schedule_interval stands beside it, so that the right run is awaited.',
  'unknown-task':
    'depends_on names a task that its DAG does not have; `bqetl dag info` lists the tasks. Its sensor would wait for ever.',
  'duplicate-task':
    'Two tasks of one DAG have the same name; Airflow would take one of them. Tasks are named after dataset, table and version, or by scheduling.task_name.',
  'task-cycle':
    'Each of these tasks waits for the next, the last for the first, so that none would ever begin. A task may wait for an earlier run: name it under depends_on with an execution_delta, and what else is read under referenced_tables.',
  'long-task-id': 'With its task group before it, the id of a task is longer than the 250 letters that Airflow takes.',
  'upstream-ends':
    'A DAG that a task waits for has an end_date, after which its runs that the task waits for do not exist. End both, or neither.',
  'upstream-begins-later':
    'A DAG with catchup begins before a DAG that its tasks wait for, so its first runs would wait until the timeout and fail.',
  'never-meets':
    'The two schedules have no run that one could wait for in the other, or the execution_delta names a time when there is none.',
  'dangling-reference':
    'A scheduled query reads a table that nothing in this project writes or declares. Declare what others fill with a schema.yaml in its folder, or name the task that fills it under airflow.external_tasks in bqetl_project.yaml.',
  'unscheduled-upstream':
    'A scheduled query reads a table that has a query of its own, which no DAG runs: it is only as new as somebody made it by hand.',
  'export-without-dag':
    'A view that is exported is written by the DAG of the tables behind it. Here they are filled by several; scheduling.dag_name of the view says which one exports it, and it waits for the others.',
  'partition-of-plain-table':
    'The scheduled task would write the partition TABLE$YYYYMMDD, but the metadata declare no time partitioning. Write date_partition_parameter: null to replace the whole table, or declare the partitioning.',
  'partition-column-type':
    'The partitioning column must be a DATE, DATETIME or TIMESTAMP of the schema (hours need a time).',
  'missing-partition-column': 'The schema has no column of the name that the partitioning gives.',
  'misspelt-label': 'The label is nearly one that has a meaning, so it probably should be that one.',
  'missing-version': 'A scheduled table is named with its version, such as daily_v1.',
  'missing-review': 'A table that is made public names the bugs of its review in the label review_bugs.',
  'missing-query-path': 'A task without destination needs query_file_path.',
  'missing-owner': 'A scheduled table needs an owner: the first one owns its task.',
  'missing-column-description': 'The metadata ask for a description of every column.',
  'misnamed-file': 'The name of the file is nearly one that has a meaning; under this name nobody reads it.',
  'invalid-schedule':
    'A schedule is a cron expression of five fields, a preset such as daily, or a duration such as 3h.',
  'invalid-dates': 'The dates are not in order.',
  'external-data': 'A folder with external_data holds no query.',
  'deletion-date': 'Only a deprecated table has a deletion date.',
  'change-control': 'A change-controlled table has an owner who stands in CODEOWNERS.',
  'user-facing': 'Datasets with endings such as _derived are not for users, and all others are.',
  'external-sharing': 'Only *_shared datasets are shared, and only their authorized views.',
  'backfill-order': 'Entries of backfill.yaml go from the newest to the oldest.',
  'backfill-status': 'An entry of backfill.yaml is Initiate, Complete or Cancelled, and only one is Initiate.',
  'backfill-dates': 'The dates of an entry of backfill.yaml are not in order: start, end, entry; exclusions inside.',
  'backfill-watchers': 'An entry of backfill.yaml names somebody who watches it.',
  'schedule-without-task': 'The metadata name a DAG, but nothing in the folder can be run by a task.',
  'decorator-without-partitions': 'The destination names a partition ($…), and the metadata declare no partitioning.',
  'unsupported-argument': 'scheduling.arguments holds a flag of bq that a run of bqetl does not know.',
  expiration: 'The table must not expire, for the reason that the message gives.',
  level: 'The label level asks for things that the table does not have; the message names them.',
  'duplicate-column':
    'A column stands twice in the schema, or in what is exported; names are equal whatever their case.',
  'record-fields': 'A RECORD has fields, and nothing else has.',
  'dependency-cycle': 'Tables read each other, so none can be filled first.',

  // the warehouse
  'table-not-found':
    'The table is known but holds nothing yet. A run whose input is missing fails; it never takes an absent table for an empty one.',
  'partition-not-found': 'The table has no such partition.',
  'table-exists': 'The table is there already.',
  'not-empty': 'The table holds rows, and the job was to fill an empty one.',
  'row-of-other-partition':
    'The query gave a row whose partition column belongs to another partition than the one being written. Nothing was replaced. Usually the query lacks its filter on @submission_date, or the wrong column is declared as partition column.',
  'partition-of-unpartitioned': 'The destination names a partition, and the table has none.',
  'partitioning-mismatch': 'The table is partitioned otherwise than the metadata say.',
  'schema-mismatch':
    'Columns of the result do not fit the table. Columns go by name; a new one needs schema.yaml and schema_update_option=ALLOW_FIELD_ADDITION.',
  'invalid-partition':
    'The text after $ is no partition of this table: hours are YYYYMMDDHH, days YYYYMMDD, months YYYYMM, years YYYY.',
  'null-in-required': 'A column that is REQUIRED would hold NULL.',
  'null-element': 'An array holds NULL, which BigQuery cannot store.',
  'no-result': 'The job has a destination, and its text has no query whose rows could be stored there.',
  'no-common-type': 'Values of one column have types that nothing fits; declare the column in a schema.yaml.',
  'missing-input':
    'A declared table holds nothing yet, and a run that reads it would take an absent table for an empty one.',
  'incomplete-name': 'A table of the warehouse is named with its dataset.',
  'bytes-limit': 'The job would read more bytes than it may (maximum_bytes_billed).',
  'invalid-json': 'The line is not JSON.',
  'invalid-gzip': 'The file ends in .gz or begins like a gzip file, but is none.',
  'unfit-value': 'A value of the file does not fit its column.',
  'lease-held':
    'Another job is changing the table. Try again; the lease of a process that is gone is taken over by itself.',
  'concurrent-change': 'Another job changed the table meanwhile. Run again.',
  'corrupt-partition': 'A partition file is not readable. Run the partition again; the message has the command.',
  'invalid-table': 'The table.json of a stored table is not what bqetl writes.',
  'corrupt-table':
    'The table.json of a stored table is not readable. Delete the folder that the message names and fill the table again.',
  'not-a-folder': 'The database is a folder of files; the path that is given is something else.',
  'disk-full': 'The disk is full. What was there before is unchanged.',
  'not-writable': 'A folder, such as the warehouse’s, cannot be written.',
  'file-system': 'The operating system refused to read or write a file, for the reason that the message gives.',
  'invalid-path': 'A path leads to a file where a folder is needed, or to a folder where a file is needed.',
  output: 'What the command prints could not be written where its output goes.',
  unreadable: 'The warehouse’s folder cannot be read, so nothing is known about the table.',
  'no-history': 'FOR SYSTEM_TIME AS OF reaches back only as long as old files are kept, some hours.',
  cancelled: 'The job was stopped. What was there before is unchanged.',
  'run-failed': 'Some tables could not be filled; each is told above, and those that read them were skipped.',

  // BigQuery
  'project-not-found':
    'There is no such project, or it does not use BigQuery. Tables lie in project_id of bqetl_project.yaml; jobs run in bigquery.job_project (--job-project), which need not be the same.',
  'dataset-not-found':
    'The dataset is not there, or not where the job runs: a job sees only datasets of its own location. `bqetl deploy` makes datasets; --location says where jobs run.',
  'quota-exceeded': 'A quota of the project is used up. Nothing was changed; try again later.',
  billing: 'The project that jobs run in has no billing account.',
  network:
    'BigQuery could not be reached, though it was tried again for a while. A job that it had taken on goes on there; run again with the same command, which replaces the same partition.',
  deadline:
    'The job did not end in its time (--job-timeout, bigquery.job_timeout_minutes), or an answer did not come. The job was told to stop.',
  'job-lost':
    'BigQuery had taken the job on and no longer knows it. What was there before, or the new rows whole, is there.',
  'bigquery-failed': 'BigQuery failed for a reason of its own. A retry may help.',
  'invalid-endpoint': 'The address of an API server is written like http://127.0.0.1:9050.',
  'invalid-label': 'A label is written KEY:VALUE; both are of lower-case letters, digits, _ and -.',

  'destructive-change':
    'What the files say cannot be reached without losing rows or columns: another type or partitioning, a shorter expiration. Nothing was changed; --allow-destructive does it.',

  // checks
  'no-checks': 'The folder of the table has no checks.sql, so nothing is known of what must hold. Nothing was checked.',
  'checks-failed':
    'What the checks.sql of a table asks for does not hold. The rows are there; a failed #fail check stops what reads them.',
  'unmarked-check': 'Each statement of checks.sql stands below a line #fail or #warn; without one it would never run.',

  // tests of queries
  'no-tests': 'No folder under test/sql or tests/sql has an expect file for what was asked.',
  'tests-failed': 'Some tests did not give the rows that they expect; each is told above.',
  'no-query': 'The table has no query or view that could be tested.',
  'doubled-fixture': 'Two files of a test give rows for one table.',
  'invalid-fixture-name':
    'A file of a test is named for the table whose rows it holds: dataset.table.yaml or project.dataset.table.yaml.',
  'invalid-fixture': 'A file of a test is a list of rows; each row names its columns.',
  'invalid-csv': 'A line of the CSV file has a quote that is not closed, or more cells than there are columns.',
  'unsupported-fixture': 'Rows are read from YAML, JSON, NDJSON and CSV files.',
  internal: 'This is a mistake of bqetl; please report it.',

  // samples
  'unknown-sample': 'The folder sample/ has no file of that name.',
  'sample-file': 'A file of sample/ lacks what it needs; see sample/README.md.',
  'sample-directive': 'A draw in a file of sample/ is not known or lacks what it needs; see sample/README.md.',
}

/** @throws {UsageError} no such code, with the nearest ones */
export function explain(code: string): string {
  const text = EXPLANATIONS[code]
  if (text !== undefined) return `${code}: ${text}\n`
  const near = nearestNames(code, Object.keys(EXPLANATIONS), 3)
  throw new UsageError('unknown-code', `"${code}" is no error code`, {
    hint: near.length > 0 ? `nearest: ${near.join(', ')}` : '`bqetl explain` lists all',
  })
}

export function listCodes(): string {
  return `${Object.keys(EXPLANATIONS).join('\n')}\n`
}
