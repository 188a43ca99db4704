select * {{ new_rows('rides', 'ride_date') }}
