---
name: stg_sales
description: Sales with their price, their day as a date, and whether the plant came back
---
SELECT
    s.sale_id,
    s.member_id,
    s.plant_id,
    p.bed,
    CAST(s.sold_on AS DATE) AS sold_on,
    s.quantity,
    s.quantity * p.price_cents AS cents,
    s.returned_because IS NOT NULL AS is_returned
FROM smelt.sources.raw.sales AS s
INNER JOIN smelt.sources.raw.plants AS p ON s.plant_id = p.plant_id
