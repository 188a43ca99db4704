-- The story of the config, told by the mart: those who came through an association do not cancel, most of the others do.
with churn as (
    select
        origin,
        sum(cancelled) / (select count(*) from {{ ref('stg_dim_apiary') }} as apiaries where apiaries.origin = months.origin) as share
    from {{ ref('churn_by_origin') }} as months
    group by origin
)

select origin, share
from churn
where (origin = 'association' and share > 0.05) or (origin <> 'association' and share < 0.5)
