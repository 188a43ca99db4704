---
name: card_value
description: What the holders of each card spend
materialization: table
---
SELECT
    m.card,
    COUNT(DISTINCT m.member_id) AS buyers,
    COUNT(*) AS sales,
    SUM(s.cents) AS cents
FROM smelt.staging.stg_sales AS s
INNER JOIN smelt.sources.raw.members AS m ON s.member_id = m.member_id
GROUP BY m.card
