select * {{ new_rows('stops', 'ride_date') }}
