"""The bundled plotsim configs tell the stories their first lines promise."""

import pytest

from plotsim_data import load, one


@pytest.fixture
def told(connection):
    def told(template):
        load(connection, f"template:{template}")
        return connection

    return told


def series(connection, query):
    """Two columns as a mapping."""
    return dict(connection.execute(query).fetchall())


def best_lag(connection, driver, follower, most):
    """The shift, in periods, at which the mean follower goes most with the mean driver."""
    return one(
        connection,
        f"""
        WITH d AS ({driver}), f AS ({follower})
        SELECT k FROM range({most + 1}) lags(k), d JOIN f ON f.period = d.period + k
        WHERE d.period <= (SELECT max(period) FROM d) - {most}
        GROUP BY k ORDER BY abs(corr(d.value, f.value)) DESC LIMIT 1
        """,
    )


def test_saas_engagement_parts_ways(told):
    connection = told("saas")
    engagement = series(
        connection,
        """
        SELECT cohort, avg(engagement) FILTER (period_index >= 24) - avg(engagement) FILTER (period_index < 3)
        FROM fct_engagement JOIN dim_company USING (company_id) JOIN dim_date USING (date_key) GROUP BY ALL
        """,
    )
    assert engagement["devoted"] > 0.1
    assert engagement["fading"] < -0.4


def test_saas_revenue_reads_the_engagement_of_three_months_ago(connection):
    differences = one(
        connection,
        """
        SELECT count(*) FROM plotsim_trajectories('template:saas') now
        JOIN plotsim_trajectories('template:saas') before
        ON now.entity = before.entity AND now.period_index = before.period_index + 3
        WHERE now.revenue_position <> before.engagement_position
        """,
    )
    assert differences == 0


def test_a_follower_comes_its_delay_later(connection):
    config = """about: Two waves
unit: shop
window: ["2022-01", "2024-12", "monthly"]
seed: 4
metrics:
  - { name: visits, type: score, polarity: positive }
  - { name: sales, type: amount, polarity: positive, range: [10, 90], follows: visits, delay: 3 }
segments:
  - { name: all, count: 400, archetype: seasonal }
"""
    def mean(metric):
        return f"""
            SELECT period_index AS period, avg({metric}) AS value FROM plotsim_table('{config}', 'fct_{metric}') AS f
            JOIN plotsim_table('{config}', 'dim_date') AS d USING (date_key) GROUP BY ALL
        """

    assert best_lag(connection, mean("visits"), mean("sales"), 6) == 3


def test_saas_churn_comes_from_those_who_leave(told):
    connection = told("saas")
    share = series(
        connection,
        """
        SELECT cohort, count(churn_id) / count(*)
        FROM dim_company LEFT JOIN evt_churn USING (company_id) GROUP BY ALL
        """,
    )
    assert share["devoted"] == 0
    assert share["fading"] > 0.6
    late = one(
        connection,
        """
        SELECT avg((period_index >= 15)::INT) FROM evt_churn JOIN dim_company USING (company_id)
        JOIN dim_date USING (date_key) WHERE cohort = 'fading'
        """,
    )
    assert late > 0.75


def test_saas_logins_go_with_engagement(told):
    connection = told("saas")
    assert one(
        connection,
        """
        SELECT corr(engagement, coalesce(logins, 0)) FROM fct_engagement
        LEFT JOIN (SELECT company_id, date_key, count(*) AS logins FROM evt_login GROUP BY ALL) USING (company_id, date_key)
        """,
    ) > 0.98


def test_hr_morale_breaks_with_the_deal_in_the_bought_departments_alone(told):
    connection = told("hr")
    change = series(
        connection,
        """
        SELECT behaviour, avg(morale) FILTER (date_key BETWEEN 20220101 AND 20220601)
                        - avg(morale) FILTER (date_key BETWEEN 20210701 AND 20211201)
        FROM fct_department_month JOIN dim_department USING (department_id) GROUP BY ALL
        """,
    )
    assert change["bought"] < -0.3
    assert -0.3 < change["buyer"] < -0.05
    assert abs(change["workshop"]) < 0.2


def test_hr_resignations_follow_four_months_later(told):
    connection = told("hr")
    resignations = series(
        connection,
        """
        SELECT CASE WHEN date_key < 20220101 THEN 'before' WHEN date_key < 20220501 THEN 'between' ELSE 'after' END,
               avg(resignations)
        FROM fct_department_month JOIN dim_department USING (department_id) WHERE behaviour = 'bought' GROUP BY ALL
        """,
    )
    assert resignations["after"] > 2.5 * resignations["before"]
    assert resignations["between"] < 0.6 * resignations["after"]


def test_hr_site_of_the_bought_departments_is_given(told):
    connection = told("hr")
    sites = connection.execute(
        "SELECT DISTINCT behaviour = 'bought' AS ours, bought FROM dim_department JOIN dim_site USING (site_id) ORDER BY ALL"
    ).fetchall()
    assert sites == [(False, "no"), (True, "yes")]


def test_ecommerce_has_two_christmases(told):
    connection = told("ecommerce")
    orders = """
        SELECT year, avg(orders) FILTER (month = 12) / avg(orders) FILTER (month BETWEEN 4 AND 9)
        FROM fct_week JOIN dim_customer USING (customer_id) JOIN dim_date USING (date_key) WHERE kind = '{}' GROUP BY ALL
    """
    gifts = series(connection, orders.format("gift buyer"))
    assert set(gifts) == {2023, 2024} and min(gifts.values()) > 2.5
    collectors = series(connection, orders.format("collector"))
    assert min(collectors.values()) > 1.1
    assert max(collectors.values()) < min(gifts.values())


def test_ecommerce_crowd_arrives_with_the_video(told):
    connection = told("ecommerce")
    first = connection.execute(
        """
        SELECT min(period_index), max(period_index) FROM (
            SELECT min(period_index) AS period_index FROM fct_week JOIN dim_customer USING (customer_id)
            JOIN dim_date USING (date_key) WHERE kind = 'video crowd' GROUP BY customer_id)
        """
    ).fetchone()
    assert first == (36, 38)


def test_ecommerce_lapses_are_of_old_customers_and_the_crowd(told):
    connection = told("ecommerce")
    share = series(
        connection,
        "SELECT kind, count(lapse_id) / count(*) FROM dim_customer LEFT JOIN evt_lapse USING (customer_id) GROUP BY ALL",
    )
    assert share["old customer"] > 0.5
    assert share["collector"] == 0 and share["gift buyer"] < 0.1


def test_education_tutors_stop_the_decline(told):
    connection = told("education")
    attendance = connection.execute(
        """
        SELECT tutored, avg(attendance) FILTER (date_key < 20230101), avg(attendance) FILTER (date_key >= 20230301)
        FROM fct_cohort_month JOIN dim_cohort USING (cohort_id)
        WHERE school = 'evening' AND cohort_name LIKE 'Evening 21%' GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    (_, before, after), (_, before_tutored, after_tutored) = attendance
    assert abs(before - before_tutored) < 0.06
    assert after_tutored - after > 0.2


def test_education_is_empty_in_summer(told):
    connection = told("education")
    ratio = one(
        connection,
        """
        SELECT avg(attendance) FILTER (month IN (7, 8)) / avg(attendance) FILTER (month IN (5, 6, 9, 10))
        FROM fct_cohort_month JOIN dim_date USING (date_key) JOIN dim_cohort USING (cohort_id) WHERE school = 'campus'
        """,
    )
    assert ratio < 0.8


def test_education_letters_go_to_evening_cohorts_without_a_tutor(told):
    connection = told("education")
    letters = series(
        connection,
        """
        SELECT school || tutored, count(letter_id) / count(DISTINCT cohort_id)
        FROM dim_cohort LEFT JOIN evt_letter USING (cohort_id) GROUP BY ALL
        """,
    )
    assert letters["eveningno"] > 2 * letters["campusno"] and letters["eveningno"] > letters["eveningyes"]
    assert one(connection, "SELECT bool_and(is_warning) FROM evt_letter")


def test_healthcare_winters_fill_the_waiting_room(told):
    connection = told("healthcare")
    winter = series(
        connection,
        """
        SELECT course, avg(visits) FILTER (month IN (12, 1, 2)) / avg(visits) FILTER (month IN (6, 7, 8))
        FROM fct_condition JOIN dim_patient USING (patient_id) JOIN dim_date USING (date_key) GROUP BY ALL
        """,
    )
    assert winter["weak lungs"] > 1.5 > winter["rebuilding"]


def test_healthcare_courses_part(told):
    connection = told("healthcare")
    change = series(
        connection,
        """
        SELECT course, avg(mobility) FILTER (period_index >= 30) - avg(mobility) FILTER (period_index < 6)
        FROM fct_condition JOIN dim_patient USING (patient_id) JOIN dim_date USING (date_key) GROUP BY ALL
        """,
    )
    assert change["rebuilding"] > 0.5 and change["walking group"] > 0.5
    assert change["wearing out"] < -0.4


def test_healthcare_walking_group_pulls_ahead(told):
    connection = told("healthcare")
    before, after = connection.execute(
        """
        SELECT avg(mobility) FILTER (walks AND period_index < 12) - avg(mobility) FILTER (NOT walks AND period_index < 12),
               avg(mobility) FILTER (walks AND period_index BETWEEN 13 AND 24)
             - avg(mobility) FILTER (NOT walks AND period_index BETWEEN 13 AND 24)
        FROM (
            SELECT *, course = 'walking group' AS walks FROM fct_condition JOIN dim_patient USING (patient_id)
            JOIN dim_date USING (date_key) WHERE course IN ('walking group', 'rebuilding')
        )
        """
    ).fetchone()
    assert abs(before) < 0.06
    assert after > 0.12


def test_healthcare_relapse_comes_at_once(told):
    connection = told("healthcare")
    before, after = connection.execute(
        """
        SELECT avg(mobility) FILTER (date_key BETWEEN 20221101 AND 20230301), avg(mobility) FILTER (date_key >= 20230801)
        FROM fct_condition JOIN dim_patient USING (patient_id) WHERE course = 'relapsing'
        """
    ).fetchone()
    assert before > 0.85 and after < 0.3


def test_healthcare_followers_turn_when_their_delay_is_over(told):
    """Mobility breaks in April 2023, what follows it by a month breaks in May, and the dose answers the pain from June on."""
    connection = told("healthcare")
    turns = connection.execute(
        """
        WITH means AS (
            SELECT period_label, avg(mobility) AS mobility, avg(walked_metres) AS walked, avg(dose_mg) AS dose
            FROM fct_condition JOIN dim_patient USING (patient_id) JOIN dim_date USING (date_key)
            WHERE course = 'relapsing' GROUP BY ALL
        ), steps AS (
            SELECT period_label, mobility - lag(mobility) OVER w AS mobility, walked - lag(walked) OVER w AS walked,
                   dose - lag(dose) OVER w AS dose
            FROM means WINDOW w AS (ORDER BY period_label)
        )
        SELECT arg_min(period_label, mobility), arg_min(period_label, walked), arg_max(period_label, dose) FROM steps
        """
    ).fetchone()
    assert turns == ("2023-04", "2023-05", "2023-06")


def test_healthcare_admissions_come_to_those_who_wear_out(told):
    connection = told("healthcare")
    late = one(
        connection,
        """
        SELECT avg((course = 'wearing out')::INT) FROM evt_admission JOIN dim_patient USING (patient_id)
        JOIN dim_date USING (date_key) WHERE period_index >= 20 AND course IN ('wearing out', 'rebuilding', 'walking group')
        """,
    )
    assert late > 0.8
