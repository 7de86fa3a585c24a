-- Of registered care locations, how many use a digital care record?

with

cases as (

    select
        *,
        as_at as counted_on,
        coalesce(dscr_status = 'In use', false) as in_numerator
    from {{ ref('stg_council__provider_local_attributes') }}
    where as_at is not null and registration_status = 'Registered'
    qualify as_at = max(as_at) over (partition by la_code, date_trunc('month', as_at))

)

{{ metric_rows(
    'cases',
    breakdowns=['contracted', 'quality_band'],
    kind='proportion',
    measured='snapshot',
    extract='provider_local_attributes',
) }}
