select * from {{ source('hivewatch', 'fct_care') }}
