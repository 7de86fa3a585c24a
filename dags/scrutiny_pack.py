"""Draft the scrutiny pack when its committee's papers are nearly due, have somebody approve it, and freeze it.

**What it does.** Each morning it looks at the register of meetings. A fortnight before a paper has to be out (five clear days
before the meeting) it writes the draft for the last whole quarter, once. Then it waits for a person, here in Airflow under
*Required actions*, who reads the draft and approves or rejects it with a comment and their role. What was approved is frozen:
kept under its id, entered in the ledger, and its release with it. Nothing is published by it.

**When it matters.** Once a quarter and committee. Trigger it by hand for any pack (`pack`, `period`), and again whenever the
narrative was changed: a run that was rejected, or whose draft moved on, freezes nothing.

**When it fails.** Open the task that failed, then the page of its name: docs/runbook.md#due, #draft, #approve, #freeze.
Who started the run by hand cannot approve it.
"""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, task

from goldenthread import alerts


@dag(
    schedule="30 7 * * *",
    start_date=pendulum.datetime(2026, 4, 1, tz="Europe/London"),
    catchup=False,
    max_active_runs=16,  # a paper that waits for a person keeps no other from being drafted
    dagrun_timeout=timedelta(days=15),
    default_args={
        "retries": 1,
        "retry_delay": timedelta(minutes=1),
        "execution_timeout": timedelta(minutes=30),
    },
    on_failure_callback=alerts.run_failed,
    params={
        "pack": Param("scrutiny", type="string", description="The pack, a file in reports/packs."),
        "period": Param("", type="string", description="By hand: such as 2025-26Q4. Blank: by the calendar."),
        "drafted_by": Param("Performance team", type="string", description="The role that drafts it."),
    },
    tags=["packs"],
    doc_md=__doc__,
)
def scrutiny_pack() -> None:
    """Wire the steps of ``reports.drafting`` together."""

    @task.short_circuit
    def due(*, params=None) -> dict | None:
        from goldenthread import inbox, settings
        from reports import drafting

        return drafting.due(settings.current(), params["pack"], params["period"], inbox.now().date())

    @task
    def draft(asked: dict, *, params=None) -> dict:
        from goldenthread import settings
        from reports import drafting

        drafted = drafting.draft(settings.current(), asked, params["drafted_by"])
        alerts.send(f"The pack {drafted['pack']} for {drafted['period']} waits for approval in Airflow.")
        return drafted

    approve = ApprovalOperator(
        task_id="approve",
        subject="Approve {{ ti.xcom_pull(task_ids='draft')['title'] }}, as it was drafted?",
        body="{{ ti.xcom_pull(task_ids='draft')['body'] }}",
        params={
            "role": Param("Director of adult social services", type="string", minLength=3, title="Your role"),
            "comment": Param(
                None,
                type=["null", "string"],
                title="Comment",
                description="Kept with what is frozen, if any.",
            ),
        },
        response_timeout=timedelta(days=14),
    )

    @task(retries=0)  # the same draft and answer give the same
    def freeze(drafted: dict, answer: dict, *, dag_run=None) -> list[str]:
        from goldenthread import inbox, settings
        from reports import drafting

        started_by = dag_run.triggering_user_name if dag_run.run_type == "manual" else None
        return drafting.freeze(settings.current(), drafted, answer, started_by, inbox.now())

    drafted = draft(due())
    drafted >> approve
    freeze(drafted, approve.output)


scrutiny_pack()
