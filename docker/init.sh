#!/bin/sh
# Makes Airflow ready, each time the services start: its tables, the pool of one, and who may sign in.
# Safe to run again.
set -eu

airflow db migrate
airflow pools set warehouse_writer 1 "One at a time: DuckDB has one writer, and memory is for one load."

umask 077
python - <<'PYTHON'
import json, os, pathlib

passwords = {name: os.environ[f"AIRFLOW_{name.upper()}_PASSWORD"] for name in ("admin", "approver")}
pathlib.Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]).write_text(json.dumps(passwords))
PYTHON
