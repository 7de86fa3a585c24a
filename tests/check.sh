#!/bin/sh
# `make check`: everything that can be judged without running the product. Runs all, then says what failed.
failed=""
check() {
    name=$1; shift
    if output=$("$@" 2>&1); then printf '%-14s ok\n' "$name"; else
        failed="$failed $name"
        printf '%-14s FAILED: %s\n%s\n' "$name" "$*" "$output"
    fi
}

check ruff        ruff check .
check format      ruff format --check .
check imports     lint-imports
check sql         sqlfluff lint dbt_project/models dbt_project/tests benchmarks/literal
check yaml        yamllint --strict .
check dockerfile  hadolint Dockerfile
check compose     check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
check generated   python -m goldenthread.generate --check
check house       python -m pytest tests/house

[ -z "$failed" ] || { echo "Mend:$failed"; exit 1; }
