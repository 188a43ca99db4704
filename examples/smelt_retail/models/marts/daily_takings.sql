---
name: daily_takings
description: What each bed took on each day, and what came back
materialization: table
---
SELECT
    sold_on,
    bed,
    COUNT(*) AS sales,
    SUM(cents) AS cents,
    SUM(CASE WHEN is_returned THEN cents ELSE 0 END) AS returned_cents
FROM smelt.staging.stg_sales
GROUP BY sold_on, bed
