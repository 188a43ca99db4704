"""Events are what their fact says: every event table of the bundled configs, recomputed in SQL from the fact."""

import pytest

from plotsim_data import load, one

# template, event, fact, entity's key, metric, scale
PROPORTIONAL = [
    ("saas", "evt_login", "fct_engagement", "company_id", "engagement", 12),
    ("hr", "evt_absence", "fct_department_month", "department_id", "sick_days", 1),
    ("ecommerce", "evt_order", "fct_week", "customer_id", "orders", 1),
    ("ecommerce", "evt_return", "fct_week", "customer_id", "returns", 1),
    ("healthcare", "evt_visit", "fct_condition", "patient_id", "visits", 1),
]

# template, event, fact, entity's key, condition, periods in a row, again after each break
THRESHOLD = [
    ("saas", "evt_churn", "fct_engagement", "company_id", "engagement < 0.25", 4, False),
    ("saas", "evt_expansion", "fct_engagement", "company_id", "seats > 24", 3, True),
    ("ecommerce", "evt_lapse", "fct_week", "customer_id", "interest < 0.25", 5, False),
    ("education", "evt_letter", "fct_cohort_month", "cohort_id", "grade < 11.5", 2, True),
    ("healthcare", "evt_admission", "fct_condition", "patient_id", "pain > 70", 3, True),
]


def differences(connection, made, expected):
    """Rows that one of two queries has more often than the other."""
    return connection.execute(
        f"(({made}) EXCEPT ALL ({expected})) UNION ALL (({expected}) EXCEPT ALL ({made}))"
    ).fetchall()


@pytest.mark.parametrize("template, event, fact, entity, metric, scale", PROPORTIONAL)
def test_proportional_events_are_the_rounded_metric(connection, template, event, fact, entity, metric, scale):
    load(connection, f"template:{template}")
    made = f"SELECT {entity}, date_key, count(*) AS events FROM {event} GROUP BY ALL"
    # round_even rounds as IEEE 754 does: half to even.
    expected = f"""
        SELECT {entity}, date_key, round_even({metric} * {scale}, 0)::BIGINT AS events FROM {fact}
        WHERE round_even({metric} * {scale}, 0) > 0
    """
    assert one(connection, f"SELECT count(*) FROM {event}") > 100
    assert differences(connection, made, expected) == []


@pytest.mark.parametrize("template, event, fact, entity, condition, periods, every", THRESHOLD)
def test_threshold_events_end_streaks(connection, template, event, fact, entity, condition, periods, every):
    load(connection, f"template:{template}")
    made = f"SELECT {entity}, date_key FROM {event}"
    # A streak is a run of rows in which the condition holds without a break; NULL breaks it.
    ends = f"""
        WITH marked AS (
            SELECT {entity}, date_key, coalesce({condition}, false) AS holds,
                   count(*) FILTER (NOT coalesce({condition}, false)) OVER (PARTITION BY {entity} ORDER BY date_key) AS breaks
            FROM {fact}
        ), counted AS (
            SELECT *, row_number() OVER (PARTITION BY {entity}, breaks ORDER BY date_key) AS length FROM marked WHERE holds
        )
        SELECT {entity}, {'date_key' if every else 'min(date_key)'} FROM counted WHERE length = {periods}
        {'' if every else f'GROUP BY {entity}'}
    """
    assert one(connection, f"SELECT count(*) FROM {event}") > 5
    assert differences(connection, made, ends) == []


@pytest.mark.parametrize(
    "template, event, moment",
    [
        ("saas", "evt_expansion", "expanded_at"),
        ("ecommerce", "evt_order", "ordered_at"),
        ("healthcare", "evt_visit", "visited_at"),
    ],
)
def test_events_happen_within_their_period_and_the_window(connection, template, event, moment):
    load(connection, f"template:{template}")
    days = one(connection, "SELECT max(date) - min(date) FROM dim_date") / (one(connection, "SELECT count(*) FROM dim_date") - 1)
    length = "INTERVAL 7 DAY" if days < 8 else "INTERVAL 1 MONTH"
    # Jitter of reported times may leave the period, never the window.
    jitter = "INTERVAL 4 DAY" if template == "saas" else "INTERVAL 0 DAY"
    outside = one(
        connection,
        f"""
        SELECT count(*) FROM {event} JOIN dim_date USING (date_key)
        WHERE {moment} < date - {jitter} OR {moment} >= date + {length} + {jitter}
           OR {moment} < (SELECT min(date) FROM dim_date) OR {moment} >= (SELECT max(date) FROM dim_date) + {length}
        """,
    )
    assert outside == 0


def test_members_belong_to_the_entity_of_the_event(connection):
    load(connection, "template:saas")
    strangers = "SELECT count(*) FROM evt_login l JOIN dim_user u USING (user_id) WHERE l.company_id <> u.company_id"
    assert one(connection, strangers) == 0
    load(connection, "template:hr")
    strangers = "SELECT count(*) FROM evt_absence a JOIN dim_employee e USING (employee_id) WHERE a.department_id <> e.department_id"
    assert one(connection, strangers) == 0
    assert one(connection, "SELECT count(DISTINCT employee_id) FROM evt_absence") > 100
