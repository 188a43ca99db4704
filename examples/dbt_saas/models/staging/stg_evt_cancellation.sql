select * from {{ source('hivewatch', 'evt_cancellation') }}
