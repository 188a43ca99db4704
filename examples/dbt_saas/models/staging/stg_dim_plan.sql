select * from {{ source('hivewatch', 'dim_plan') }}
