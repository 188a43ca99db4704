select * from {{ source('hivewatch', 'dim_date') }}
