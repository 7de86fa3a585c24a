# One image for every Airflow service of docker-compose.yml; on its own it is `airflow standalone`.
FROM python:3.11.14-slim-bookworm

ENV AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/golden-thread/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=false \
    GOLDENTHREAD_HOME=/data \
    PYTHONPATH=/opt/golden-thread \
    PYTHONUNBUFFERED=1

# Pango sets the type of PDF papers; no Python package carries it. Debian's fixes are wanted, so no version is named.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

# Every package by its hash. pip compiles bytecode as it installs, which halves Airflow's start.
COPY requirements.lock /tmp/requirements.lock
RUN pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock \
    && rm /tmp/requirements.lock

# The same numbers as the account that owns the data folder on the host (docker/prepare.py writes them to .env).
ARG UID=50000
ARG GID=50000
RUN (getent group "${GID}" || groupadd --gid "${GID}" golden) \
    && useradd --uid "${UID}" --gid "${GID}" --create-home golden \
    && install -d -o "${UID}" -g "${GID}" -m 0750 /opt/airflow /data

WORKDIR /opt/golden-thread
COPY goldenthread goldenthread
COPY expectations expectations
COPY dbt_project dbt_project
COPY reports reports
COPY dags dags
COPY docs docs
COPY --chmod=0755 docker/goldenthread /usr/local/bin/goldenthread
COPY --chmod=0755 docker/init.sh docker/init.sh
RUN python -m goldenthread.parsing

USER ${UID}:${GID}
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8080/api/v2/monitor/health', timeout=5)"]
CMD ["airflow", "standalone"]
