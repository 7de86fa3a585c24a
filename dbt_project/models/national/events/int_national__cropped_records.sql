-- Grain: one row per table and record in period that names a person.
-- A service that runs past its submission's period, and is in no submission whose period begins the
-- next day, is ended with its period. The council's last period, the one that begins last, is left alone.

with

-- Named where it is read: as one relation read three times, DuckDB would write the wide rows out first.
last_periods as (

    select
        table_name,
        {{ text_key('la_name') }} as name_key,
        max(period_from) as last_period_from
    from {{ ref('int_national__cleaned_records') }}
    group by table_name, {{ text_key('la_name') }}

),

appearances as (

    select distinct
        table_name,
        event_key,
        period_from
    from {{ ref('int_national__cleaned_records') }}

),

followed as (

    select
        records.*,
        records.period_from <> last_periods.last_period_from
        and (records.ended_on is null or records.ended_on > records.period_to)
        and appearances.event_key is null as is_cropped
    from {{ ref('int_national__cleaned_records') }} as records
    left join last_periods
        on records.table_name = last_periods.table_name and {{ text_key('records.la_name') }} = last_periods.name_key
    left join appearances
        on
            records.table_name = appearances.table_name
            and records.event_key = appearances.event_key
            and appearances.period_from = cast(records.period_to + interval 1 day as date)

),

cropped as (

    select
        {{ all_columns_but(['ended_on'], 'followed') }},
        case when is_cropped then period_to else ended_on end as ended_on,
        make_date(birth_year, birth_month, 1) as birth_month_on
    from followed

),

-- The age is that at the event's end, or at the period's end while a service is open.
aged as (

    select
        *,
        {{ age_on('birth_month_on', 'case when is_service then coalesce(ended_on, period_to) else ended_on end') }}
            as age
    from cropped

)

select
    *,
    {{ age_band('age') }} as age_band,
    {{ age_band_detailed('age') }} as age_band_detailed
from aged
