-- A mart that grows by a row a day: it reads the new rides, and riders as they were.
select ride_date, tier, count(*) as rides, sum(minutes) as minutes
from {{ ref('rides') }} as rides join {{ ref('riders') }} as riders using (rider_id)
{% if is_incremental() %}
where ride_date > (select max(ride_date) from {{ this }})
{% endif %}
group by all
