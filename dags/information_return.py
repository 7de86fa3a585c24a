"""Turn the registers and the folder of documents into the information return, ready to be sent.

**What it does.** Says of each item of the return what it still lacks: a document, a hash, a review, a redaction, a sign-off.
Once nothing is missing it writes the documents, an index and a manifest of hashes into `returns/`. It sends nothing.

**When it matters.** From the Commission's notification to the day on which the return is due, three weeks later. Trigger it
by hand with the day of the notification (`notified`), as often as you like; with several councils also say which (`la_code`).

**When it fails.** Something is missing, and nothing was written. The log of `bundle` says what of which item, and what to do:
docs/runbook.md#missing, #bundle. Running it again is always safe.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import Param, dag, task

from goldenthread import alerts


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 4, 1, tz="Europe/London"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args={
        "retries": 1,
        "retry_delay": timedelta(minutes=1),
        "execution_timeout": timedelta(minutes=45),
    },
    on_failure_callback=alerts.run_failed,
    params={
        "notified": Param(
            None, type=["null", "string"], format="date", description="The day of the notification."
        ),
        "la_code": Param("", type="string", description="The council's code, where there are several."),
    },
    tags=["assessment"],
    doc_md=__doc__,
)
def information_return() -> None:
    """Wire the steps of ``goldenthread.bundle`` together."""

    @task
    def missing(*, params=None) -> list[str]:
        from goldenthread import bundle, settings

        told = bundle.missing(settings.current().home, params["notified"], params["la_code"])
        if told:
            alerts.send(
                f"The information return cannot go yet, for {len(told)} reasons. The first: {told[0]}"
            )
        return told

    @task(retries=0)  # the same registers and files give the same answer
    def bundle(reasons: list[str], *, params=None) -> str:
        from goldenthread import bundle, settings

        if reasons:
            raise ValueError("\n".join(["Nothing was written.", *reasons]))
        return str(bundle.make(settings.current().home, params["notified"], params["la_code"]))

    bundle(missing())


information_return()
