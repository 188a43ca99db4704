-- Who stays and what they pay, by where they came from, month by month.
select
    month,
    origin,
    count(*) as subscribers,
    count(*) filter (is_last_month) as cancelled,
    count(*) filter (is_last_month) / count(*) as churn_rate,
    sum(mrr) as mrr,
    coalesce(sum(mrr) filter (is_last_month), 0) as mrr_lost,
    avg(care) as care
from {{ ref('apiary_months') }}
group by month, origin
