{# The rows of a dataset up to the day of this run; in an incremental run, those of days that are not there yet. #}
{% macro new_rows(dataset, day_column) %}
from smelt_datagen('rides.yaml', '{{ dataset }}', until := '{{ var("day") }}')
{% if is_incremental() %}
where {{ day_column }} > (select max({{ day_column }}) from {{ this }})
{% endif %}
{% endmacro %}
