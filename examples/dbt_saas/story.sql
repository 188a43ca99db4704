-- What the marts tell; needs no extension, they are tables.
SELECT
    year(month) AS year,
    origin,
    sum(cancelled) AS cancelled,
    round(avg(churn_rate), 3) AS monthly_churn,
    round(sum(mrr)) AS revenue
FROM churn_by_origin
GROUP BY ALL
ORDER BY ALL;
