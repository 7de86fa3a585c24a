-- Of low-priority applications that waited at the month end, which had been screened within six months?
-- By the last delivery that came in the month after: a re-screening takes the place of the one before.

with

months as (

    select
        la_code,
        period_end
    from {{ ref('dim_period') }}
    where extract_name = 'dols_applications' and period_length = 'month'

),

deliveries as (

    select
        deliveries.load_id,
        months.la_code,
        months.period_end
    from {{ ref('stg_reference__deliveries') }} as deliveries
    inner join months
        on
            deliveries.la_code = months.la_code
            and deliveries.received_on between months.period_end and last_day(months.period_end + 1)
    where deliveries.extract = 'dols_applications'
    qualify
        row_number() over (
            partition by months.la_code, months.period_end order by deliveries.received_on desc, deliveries.load_id desc
        ) = 1

),

cases as (

    select
        applications.la_code,
        applications.setting,
        people.age_band,
        people.sex,
        people.ethnicity_group,
        people.support_reason,
        deliveries.period_end as counted_on,
        coalesce(
            greatest(applications.triaged_on, applications.last_rescreened_on)
            >= {{ months_after('deliveries.period_end', -6) }},
            false
        ) as in_numerator
    from {{ ref('stg_council__dols_applications_as_sent') }} as applications
    inner join deliveries
        on applications.load_id = deliveries.load_id and applications.la_code = deliveries.la_code
    left join {{ ref('fct_dols_applications') }} as people
        on applications.la_code = people.la_code and applications.application_ref = people.application_ref
    where
        applications.priority = 'Low'
        and applications.received_on <= deliveries.period_end
        and coalesce(applications.signed_off_on > deliveries.period_end, true)

)

{{ metric_rows(
    'cases',
    breakdowns=['setting', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
    extract='dols_applications',
) }}
