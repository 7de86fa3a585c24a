"""Turn the extracts that the council has dropped into this morning's release.

**What it does.** Checks and loads each file waiting in `inbox/`, rebuilds the warehouse from everything loaded so
far, checks what would leave, publishes it in one step, and clears old releases. A wrong file is refused with a slip;
the others still load. People are told of late and refused extracts: that is an alert, never a failed run.

**When it matters.** Reports read the last good release, and go on showing it when this fails. A failed night costs
freshness, never accuracy. Mend it before the next pack is drawn.

**When it fails.** Open the task that failed, then the page of its name: docs/runbook.md#find, #load, #build, #guard,
#publish, #tidy, #late. Running it again is always safe.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import Asset, dag, task

from goldenthread import alerts

RELEASE = Asset("goldenthread://release")
ONE_AT_A_TIME = {"pool": "warehouse_writer"}  # DuckDB has one writer, and memory is for one load


@dag(
    schedule="30 4 * * *",  # not between 1 and 2, an hour that comes twice or not at all when the clocks change
    start_date=pendulum.datetime(2026, 4, 1, tz="Europe/London"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5), "execution_timeout": timedelta(hours=1)},
    on_failure_callback=alerts.run_failed,
    tags=["nightly", "release"],
    doc_md=__doc__,
)
def nightly_refresh() -> None:
    """Wire the steps of ``goldenthread.nightly`` together; each is one of its functions."""

    @task
    def find() -> list[dict]:
        from goldenthread import nightly

        return nightly.find()

    @task(map_index_template="{{ task.op_kwargs['waiting']['file_name'] }}", **ONE_AT_A_TIME)
    def load(waiting: dict) -> dict:
        from goldenthread import nightly

        return nightly.load(waiting)

    @task(trigger_rule="none_failed", **ONE_AT_A_TIME)  # a night without files skips load, and still builds
    def build() -> dict:
        from goldenthread import nightly

        return nightly.build()

    @task(retries=0, **ONE_AT_A_TIME)  # the same figures give the same answer
    def guard(built: dict) -> dict:
        from goldenthread import nightly

        return nightly.guard(built)

    @task(outlets=[RELEASE], **ONE_AT_A_TIME)
    def publish(built: dict, *, outlet_events=None) -> dict:
        from goldenthread import nightly

        published = nightly.publish(built)
        outlet_events[RELEASE].extra = {"release": published["release"]}
        return published

    @task(**ONE_AT_A_TIME)
    def tidy(published: dict) -> list[str]:
        from goldenthread import nightly

        return nightly.tidy(published)

    @task(trigger_rule="all_done")  # whatever became of the files, people are told what came and what did not
    def late(deliveries: list[dict]) -> list[str]:
        from goldenthread import nightly

        told = [
            *alerts.about(deliveries[:]),
            *nightly.late(),
        ]  # [:] asks Airflow for them once, not one by one
        for sentence in told:
            alerts.send(sentence)
        return told

    loaded = load.expand(waiting=find())
    built = build()
    loaded >> built
    tidy(publish(guard(built)))
    late(loaded)


nightly_refresh()
