-- Grain: one row per judged submission, field, status, validity and value: on how many rows.
-- A text is valid in the capitals of the Release 2 list; in those of Release 1 it is called so, from the
-- submissions of October 2025. Where a list's wording is not confirmed, what Release 1 says is let stand.

with

counts as (

    select * from {{ ref('int_data_quality__counts') }}

),

submissions as (

    select * from {{ ref('int_data_quality__submissions') }}

),

list_values as (

    select * from {{ ref('cld_list_values') }}
    where release in ('1', '2')

),

unconfirmed as (

    select
        list_name,
        value as submitted_value
    from list_values
    where release = '2' and confidence = 'C'

),

texts as (

    select
        list_values.list_name,
        list_values.value as submitted_value,
        bool_or(list_values.release = '2') as is_release_2,
        bool_or(list_values.confidence = 'C' or unconfirmed.list_name is not null) as is_unconfirmed
    from list_values
    left join unconfirmed
        on
            list_values.list_name = unconfirmed.list_name
            and list_values.maps_to_release_2 = unconfirmed.submitted_value
    group by list_values.list_name, list_values.value

),

-- The methods read a text of either release in any capitals.
mapped as (

    select distinct
        list_name,
        lower(value) as value_key
    from list_values
    where maps_to_release_2 <> 'Invalid and not mapped'

),

judged as (

    select
        submissions.la_code,
        submissions.la_name,
        submissions.delivery_id,
        submissions.received_at,
        submissions.recency,
        counts.module,
        counts.field,
        counts.column_header,
        counts.status_code,
        case
            when counts.found_code = 0 and counts.status_code = 2 then -1
            when counts.found_code <> 1 or counts.list_name is null then counts.found_code
            when texts.list_name is null then -2
            when
                not texts.is_release_2
                and not texts.is_unconfirmed
                and submissions.received_at >= cast('{{ var("release_2_from") }}' as date)
                then -7
            else 1
        end as validity_code,
        mapped.list_name is not null as is_mapped,
        counts.submitted_value,
        counts.records
    from counts
    inner join submissions on counts.load_id = submissions.load_id
    left join texts
        on counts.list_name = texts.list_name and counts.submitted_value = texts.submitted_value
    left join mapped
        on counts.list_name = mapped.list_name and lower(counts.submitted_value) = mapped.value_key

)

select
    ---------- the submission
    la_code,
    la_name,
    delivery_id,
    received_at,
    recency,

    ---------- the field
    module,
    field,
    column_header,

    ---------- what was wanted and what was found
    status_code,
    case status_code
        when 2 then 'Mandatory'
        when 1 then 'Applicable but not mandatory'
        when 0 then 'Not applicable'
        when -1 then 'Undetermined'
    end as field_status,
    validity_code,
    case
        when validity_code >= 1 then 'Passed: Valid'
        when validity_code = 0 then 'Passed: Blank (Not Mandatory)'
        when validity_code = -1 then 'Failed: Blank (Mandatory)'
        when validity_code between -6 and -2 then 'Failed: Invalid'
        when validity_code = -7 then 'Failed: Release 1'
    end as field_validity,
    validity_code >= 0 or is_mapped as is_usable,
    submitted_value,
    sum(records)::bigint as records
from judged
group by all
