-- Grain: one row per test that a claim of the self-assessment, as it stands, gives of itself.
-- A test is written as: waiting__median_wait better than region. What cannot be read has no metric.
with

claims as (
    select * from {{ ref('stg_registers__self_assessment_claims') }}
    qualify row_number() over (partition by la_code, claim_ref order by refreshed_on desc, sa_version desc) = 1
),

tests as (
    select
        la_code,
        claim_ref,
        trim(unnest({{ parts_of('metric_tests') }})) as test
    from claims
)

select
    la_code,
    claim_ref,
    test,
    nullif(regexp_extract(test, '{{ claim_test() }}', 1), '') as metric_id,
    nullif(regexp_extract(test, '{{ claim_test() }}', 2), '') as asks,
    try_cast(nullif(regexp_extract(test, '{{ claim_test() }}', 3), '') as double) as bound,
    nullif(regexp_extract(test, '{{ claim_test() }}', 4), '') as held_against
from tests
