-- One row per apiary and month for which it had a subscription: until the month in which it cancelled, that one included.
select
    billing.apiary_id,
    dates.date as month,
    apiaries.origin,
    apiaries.region,
    plans.plan_name,
    care.care,
    care.alarms,
    -- A missing bill is not a bill of nothing: it stays null.
    billing.mrr,
    cancellations.cancelled_at is not null as is_last_month
from {{ ref('stg_fct_billing') }} as billing
inner join {{ ref('stg_fct_care') }} as care using (date_key, apiary_id)
inner join {{ ref('stg_dim_date') }} as dates using (date_key)
inner join {{ ref('stg_dim_apiary') }} as apiaries using (apiary_id)
inner join {{ ref('stg_dim_plan') }} as plans using (plan_id)
left join {{ ref('stg_evt_cancellation') }} as cancellations using (date_key, apiary_id)
left join {{ ref('stg_evt_cancellation') }} as ended on billing.apiary_id = ended.apiary_id
where ended.date_key is null or billing.date_key <= ended.date_key
