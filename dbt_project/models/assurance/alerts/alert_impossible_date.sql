-- Grain: one row per council and what it is about.
-- A date that cannot be: of what is done but lies ahead, of an end before its beginning, or of a plan long past.
with

dates as (
    select
        milestones.la_code,
        milestones.milestone_ref as subject_ref,
        case
            when milestones.achieved_on > deliveries.delivered_on
                then 'It is said to be achieved on a day that had not come.'
            when milestones.achieved_on is null and milestones.forecast_on < deliveries.delivered_on - interval 10 month
                then
                    'It is expected for '
                    || strftime(milestones.forecast_on, '%B %Y')
                    || ', ten months or more before the register was sent.'
        end as told,
        coalesce(milestones.achieved_on, milestones.forecast_on) as since
    from {{ ref('stg_registers__milestones') }} as milestones
    inner join {{ ref('int_register_deliveries') }} as deliveries on milestones.load_id = deliveries.load_id
    union all
    select
        actions.la_code,
        actions.action_ref as subject_ref,
        case
            when actions.closed_on > deliveries.delivered_on
                then 'It is said to be closed on a day that had not come.'
            when actions.closed_on < actions.started_on then 'It is said to be closed before it began.'
        end as told,
        actions.closed_on as since
    from {{ ref('stg_registers__improvement_actions') }} as actions
    inner join {{ ref('int_register_deliveries') }} as deliveries on actions.load_id = deliveries.load_id
    union all
    select
        decisions.la_code,
        decisions.decision_ref as subject_ref,
        case
            when
                decisions.decided_on > deliveries.delivered_on
                then 'It is said to be taken on a day that had not come.'
            when decisions.decided_on <> meetings.held_on then 'It is dated on another day than its meeting.'
        end as told,
        decisions.decided_on as since
    from {{ ref('stg_registers__decisions') }} as decisions
    inner join {{ ref('int_register_deliveries') }} as deliveries on decisions.load_id = deliveries.load_id
    left join {{ ref('stg_registers__board_items') }} as items
        on decisions.la_code = items.la_code and decisions.item_ref = items.item_ref
    left join {{ ref('stg_registers__board_meetings') }} as meetings
        on items.la_code = meetings.la_code and items.meeting_ref = meetings.meeting_ref
)

select
    la_code,
    subject_ref,
    string_agg(distinct told, ' ' order by told) as told,
    min(since) as since,
    null as owner_role
from dates
where told is not null
group by la_code, subject_ref
