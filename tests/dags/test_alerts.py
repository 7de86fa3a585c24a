"""An alert reaches the log always, mail and webhook when they are set, and never stops the work."""

import http.server
import json
import logging
import socketserver
import threading
from types import SimpleNamespace

import pytest

from goldenthread import alerts


@pytest.fixture(autouse=True)
def no_settings(monkeypatch, tmp_path):
    """No setting of the machine's own, from the environment or from a goldenthread.toml."""
    monkeypatch.chdir(tmp_path)
    for way in ("SMTP", "SMTP_USER", "SMTP_PASSWORD", "FROM", "TO", "WEBHOOK"):
        monkeypatch.delenv(f"GOLDENTHREAD_ALERT_{way}", raising=False)


@pytest.fixture
def serve():
    """Starts servers on free ports of this machine, and stops them."""
    started = []

    def start(handler) -> int:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return server.server_address[1]

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def mail_server(received: list[str], *, offers=()):
    """Just enough of a mail server to take one message."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            say = lambda line: self.wfile.write(line.encode() + b"\r\n")  # noqa: E731
            say("220 test")
            while line := self.rfile.readline().decode().strip():
                if line.upper().startswith("EHLO"):
                    for offer in offers:
                        say(f"250-{offer}")
                    say("250 test")
                elif line.upper() == "DATA":
                    say("354 go on")
                    body = []
                    while (text := self.rfile.readline().decode().rstrip()) != ".":
                        body.append(text)
                    received.append("\n".join(body))
                    say("250 taken")
                else:
                    received.append(line)
                    say("221 bye" if line.upper() == "QUIT" else "250 yes")

    return Handler


def webhook(received: list[dict]):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    return Handler


def test_without_settings_an_alert_is_a_line_in_the_log(caplog):
    assert alerts.send("The cld extract is late.") == ["log"]
    assert [record.message for record in caplog.records] == ["The cld extract is late."]
    assert caplog.records[0].levelno == logging.WARNING


def test_with_settings_it_is_mailed_and_posted_too(monkeypatch, serve):
    mails, posts = [], []
    monkeypatch.setenv("GOLDENTHREAD_ALERT_SMTP", f"127.0.0.1:{serve(mail_server(mails))}")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_TO", "performance@example.org")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_FROM", "goldenthread@example.org")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_WEBHOOK", f"http://127.0.0.1:{serve(webhook(posts))}/hook")
    assert alerts.send("The cld extract\nis late.") == ["log", "mail", "webhook"]
    assert "Subject: Golden Thread: The cld extract is late." in "\n".join(mails)
    assert posts == [{"text": "The cld extract is late."}]


def test_a_way_that_fails_is_logged_without_its_address_and_stops_nothing(monkeypatch, caplog):
    monkeypatch.setenv("GOLDENTHREAD_ALERT_SMTP", "127.0.0.1:1")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_TO", "performance@example.org")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_WEBHOOK", "http://127.0.0.1:1/a-secret-address")
    assert alerts.send("The cld extract is late.") == ["log"]
    assert "by mail: ConnectionRefusedError" in caplog.text and "by webhook: URLError" in caplog.text
    assert "a-secret-address" not in caplog.text


def test_settings_that_cannot_be_read_still_leave_the_log(monkeypatch, caplog):
    monkeypatch.setenv("GOLDENTHREAD_THREADS", "several")
    assert alerts.send("The cld extract is late.") == ["log"]
    assert "docs/deployment.md#settings" in caplog.text


def test_a_password_is_not_sent_where_the_server_has_no_tls(monkeypatch, serve, caplog):
    received = []
    monkeypatch.setenv(
        "GOLDENTHREAD_ALERT_SMTP", f"127.0.0.1:{serve(mail_server(received, offers=['AUTH PLAIN']))}"
    )
    monkeypatch.setenv("GOLDENTHREAD_ALERT_TO", "performance@example.org")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_SMTP_USER", "someone")
    monkeypatch.setenv("GOLDENTHREAD_ALERT_SMTP_PASSWORD", "hidden")
    assert alerts.send("The cld extract is late.") == ["log"]
    assert not [line for line in received if line.upper().startswith("AUTH")]
    assert "SMTPNotSupportedError" in caplog.text


def test_only_deliveries_that_need_a_person_are_told():
    fine = {"extract": "cld", "file_name": "a.csv", "status": "loaded", "rows_loaded": 9, "rows_set_aside": 0}
    fine |= {"reason": None, "slip": None}
    told = alerts.about(
        [
            fine,
            {"file_name": "a.csv", "status": "taken by another run"},
            fine | {"status": "duplicate", "reason": "the same bytes came before"},
            fine
            | {
                "file_name": "b.csv",
                "status": "refused",
                "reason": "The file is empty.",
                "slip": "refused/b/slip.html",
            },
            fine | {"file_name": "c.csv", "rows_set_aside": 2},
            fine | {"file_name": "d.csv", "reason": "far fewer rows than the last"},
            fine | {"file_name": "e.xlsx", "slip": "refused/e/slip.html"},
        ]
    )
    assert told == [
        "The cld file b.csv was refused: The file is empty. The slip is refused/b/slip.html.",
        "The cld file c.csv needs a look: 9 rows loaded, 2 set aside.",
        "The cld file d.csv needs a look: 9 rows loaded, 0 set aside; far fewer rows than the last.",
        "The cld file e.xlsx needs a look: 9 rows loaded, 0 set aside; a reference, or an id given twice, is to be put "
        "right. The slip is refused/e/slip.html.",
    ]


def test_a_failed_run_says_where_and_which_page_and_nothing_of_the_exception(caplog):
    context = {
        "dag": SimpleNamespace(dag_id="nightly_refresh"),
        "run_id": "scheduled__2026",
        "exception": "999 123 4567",
    }
    alerts.run_failed(context | {"ti": SimpleNamespace(task_id="guard")})
    alerts.run_failed(context)
    assert [record.message for record in caplog.records] == [
        "nightly_refresh (scheduled__2026) failed at guard. The last good release stays in place. "
        "What to do: docs/runbook.md#guard",
        "nightly_refresh (scheduled__2026) failed or ran out of time. The last good release stays in place. "
        "What to do: docs/runbook.md",
    ]
