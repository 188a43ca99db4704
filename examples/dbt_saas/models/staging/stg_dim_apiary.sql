select * from {{ source('hivewatch', 'dim_apiary') }}
