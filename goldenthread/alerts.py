"""Alerts: one sentence to a person, through whichever ways this installation has.

Always to the log; to mail and to a webhook when the settings name them. An alert that cannot be
delivered is itself logged and never stops the work that raised it. A sentence names extracts, files,
tasks and counts: never a person, and never the text of an exception, which may quote a value.
"""

import json
import logging
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage
from typing import Any

from goldenthread.settings import Settings, current

log = logging.getLogger(__name__)

RUNBOOK = "docs/runbook.md"
_PATIENCE = 10  # seconds for a mail server or a webhook to answer


def send(sentence: str) -> list[str]:
    """Tell people one sentence. Gives the ways that took it: ``log``, ``mail``, ``webhook``. Never raises."""
    sentence = " ".join(sentence.split())  # a file's name may hold a line break, and a subject may not
    log.warning(sentence)
    took = ["log"]
    try:
        settings = current()
    except ValueError:
        log.error(
            "The alert went to the log alone: the settings cannot be read. See docs/deployment.md#settings"
        )
        return took
    ways: dict[str, tuple[bool, Callable[[str, Settings], None]]] = {
        "mail": (bool(settings.alert_smtp and settings.alert_to), _mail),
        "webhook": (bool(settings.alert_webhook), _webhook),
    }
    for name, (wanted, deliver) in ways.items():
        if not wanted:
            continue
        try:
            deliver(sentence, settings)
            took.append(name)
        except Exception as problem:  # the kind alone: its text may hold a webhook's secret address
            log.error("The alert could not be sent by %s: %s", name, type(problem).__name__)
    return took


def about(deliveries: Iterable[Mapping[str, Any]]) -> list[str]:
    """The sentences that deliveries deserve: one for each that was refused, had rows set aside, came with a reason, or
    refers to what there is not.

    deliveries: what ``nightly.load`` gives. A duplicate is not news.
    """
    sentences = []
    for delivery in deliveries:
        if delivery["status"] not in ("refused", "loaded"):
            continue
        name = f"{delivery['extract']} file {delivery['file_name']}"
        reason = (delivery.get("reason") or "").rstrip(".")
        slip = f" The slip is {delivery['slip']}." if delivery.get("slip") else ""
        if delivery["status"] == "refused":
            sentences.append(f"The {name} was refused: {reason}.{slip}")
        elif delivery["rows_set_aside"] or reason or slip:
            counts = f"{delivery['rows_loaded']} rows loaded, {delivery['rows_set_aside']} set aside"
            reason = reason or (
                "" if delivery["rows_set_aside"] else "a reference, or an id given twice, is to be put right"
            )
            sentences.append(f"The {name} needs a look: {counts}{f'; {reason}' if reason else ''}.{slip}")
    return sentences


def run_failed(context: Mapping[str, Any]) -> None:
    """Tell people that an Airflow run failed, where, and which page to open.

    context: what Airflow hands to a DAG's ``on_failure_callback``; the task that failed may be absent.
    """
    instance = context.get("task_instance") or context.get("ti")
    task = getattr(instance, "task_id", None)
    where = f"at {task}" if task else "or ran out of time"
    page = f"{RUNBOOK}#{task.rsplit('.')[-1]}" if task else RUNBOOK
    dag_id = getattr(context.get("dag"), "dag_id", "A run")
    run_id = context.get("run_id", "unknown")
    send(f"{dag_id} ({run_id}) failed {where}. The last good release stays in place. What to do: {page}")


def _mail(sentence: str, settings: Settings) -> None:
    """One plain message. A user name is only ever sent over TLS."""
    message = EmailMessage()
    message["Subject"] = f"Golden Thread: {sentence[:80]}"
    message["From"] = settings.alert_from or settings.alert_to.split(",")[0].strip()
    message["To"] = settings.alert_to
    message.set_content(sentence)
    host, _, port = settings.alert_smtp.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=_PATIENCE) as server:
        server.ehlo()
        if settings.alert_smtp_user or server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if settings.alert_smtp_user:
            password = settings.alert_smtp_password
            server.login(settings.alert_smtp_user, password.get_secret_value() if password else "")
        server.send_message(message)


def _webhook(sentence: str, settings: Settings) -> None:
    """What Teams, Slack and their kin take."""
    body = json.dumps({"text": sentence}).encode()
    request = urllib.request.Request(settings.alert_webhook, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=_PATIENCE).close()
