--- name: returns_are_counted_once ---
materialization: test
test:
  model: daily_takings
  inputs:
    staging_stg_sales:
      - { sold_on: "2026-03-01", bed: shade, cents: 900, is_returned: false }
      - { sold_on: "2026-03-01", bed: shade, cents: 400, is_returned: true }
      - { sold_on: "2026-03-02", bed: shade, cents: 250, is_returned: false }
  expect:
    - { sold_on: "2026-03-01", bed: shade, sales: 2, cents: 1300, returned_cents: 400 }
    - { sold_on: "2026-03-02", bed: shade, sales: 1, cents: 250, returned_cents: 0 }
---
