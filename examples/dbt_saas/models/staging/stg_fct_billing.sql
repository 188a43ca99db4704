select * from {{ source('hivewatch', 'fct_billing') }}
