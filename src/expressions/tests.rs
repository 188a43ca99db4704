//! Expressions, evaluated by hand. `test/python/test_expressions.py` compares them with DuckDB.
