select * {{ new_rows('riders', 'joined_on') }}
