select ride_id from {{ ref('rides') }} as rides join {{ ref('riders') }} as riders using (rider_id)
where riders.joined_on > rides.ride_date
