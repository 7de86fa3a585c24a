-- Of direct payments offered, which were accepted?

with

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        offers.la_code,
        offers.offered_on as counted_on,
        offers.client_type,
        {{ person_groups('offers.offered_on') }},
        coalesce(offers.offer_outcome = 'Accepted', false) as in_numerator
    from {{ ref('stg_council__direct_payments') }} as offers
    left join people on offers.la_code = people.la_code and offers.person_ref = people.person_ref
    where offers.offered_on is not null and coalesce(offers.individual_service_fund <> 'Yes', true)

)

{{ metric_rows(
    'cases',
    breakdowns=['client_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='direct_payments',
) }}
