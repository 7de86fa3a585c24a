-- Grain: one row per council and what it is about.
-- A milestone that is not achieved and is overdue, or is now expected after its first date.
select
    milestones.la_code,
    milestones.milestone_ref as subject_ref,
    case
        when milestones.forecast_on < {{ var_date('as_at') }}
            then 'It was expected on ' || strftime(milestones.forecast_on, '%-d %B %Y') || ' and is not achieved.'
        else
            'It was first planned for ' || strftime(milestones.baseline_on, '%-d %B %Y') || ' and is now expected on '
            || strftime(milestones.forecast_on, '%-d %B %Y') || '.'
    end as told,
    case
        when milestones.forecast_on < {{ var_date('as_at') }} then milestones.forecast_on + 1
        else deliveries.delivered_on
    end as since,
    min(actions.owner_role) as owner_role
from {{ ref('stg_registers__milestones') }} as milestones
inner join {{ ref('int_register_deliveries') }} as deliveries on milestones.load_id = deliveries.load_id
left join {{ ref('fct_links') }} as links
    on
        milestones.la_code = links.la_code
        and milestones.milestone_ref = links.to_ref
        and links.link = 'is done by'
left join {{ ref('fct_actions') }} as actions
    on links.la_code = actions.la_code and links.from_ref = actions.action_ref
where
    milestones.achieved_on is null
    and (milestones.forecast_on < {{ var_date('as_at') }} or milestones.forecast_on > milestones.baseline_on)
group by all
