-- Grain: one row per person and field of person details: the latest known value.
-- Every event that ties for first place is heard; if they disagree, the value is not known.

with

told as (

    select * from {{ ref('int_national__person_values') }}

),

first_place as (

    select *
    from told
    qualify
        rank() over (
            partition by la_code, person_key, field
            order by
                says_most desc nulls last,
                period_to desc nulls last,
                ended_on desc nulls last,
                started_on desc nulls last,
                preference desc nulls last
        ) = 1

),

agreed as (

    select
        la_code,
        person_key,
        field,
        case
            when min(told_value) = max(told_value) then min(told_value)
            when field = 'ethnicity' then 'No data: Undeclared or not known'
            else 'Unknown'
        end as told_value
    from first_place
    group by la_code, person_key, field

)

select * from agreed
