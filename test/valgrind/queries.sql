-- What `make test-valgrind` runs in DuckDB's shell. Statements that fail are meant to; the last one says that all were run.
.bail off
.mode csv
LOAD 'build/debug/plotsim.duckdb_extension';
SET threads = 2;
-- every type of a column, nulls, short and long texts, dictionaries
SELECT count(*) FROM (FROM smelt_datagen('template:retail_analytics', 'customers', scale := 0.01)) t WHERE t::VARCHAR <> '';
SELECT count(*) FROM (FROM smelt_datagen('template:retail_analytics', 'orders', scale := 0.01)) t WHERE t::VARCHAR <> '';
SELECT count(*), sum(engagement) FROM plotsim_table('template:saas', 'fct_engagement');
CREATE TABLE companies AS FROM plotsim_table('template:saas', 'dim_company');
SELECT md5(string_agg(c::VARCHAR, '' ORDER BY c.company_id)) <> '' FROM companies c;
-- a column that is only counted, and a scan that ends early
SELECT count(*) FROM plotsim_table('template:saas', 'fct_engagement');
FROM plotsim_table('template:saas', 'dim_company') LIMIT 1;
-- listings, settings, arguments of every type
SELECT count(*) FROM plotsim_columns('template:saas', seed := 3, scale := 2);
SET plotsim_seed = 7;
SELECT count(*) FROM plotsim_tables('template:saas');
SELECT length(manifest) > 0 FROM plotsim_manifest('template:saas', hashes := false);
SELECT count(*) > 0 FROM plotsim_check('template:saas');
-- errors at bind and while rows are read
FROM plotsim_table('template:nothing', 't');
FROM plotsim_table('template:saas' || chr(0), 'dim_company');
FROM plotsim_table('no such file', 't');
SELECT sum(seats) FROM debug_probe('text');
SELECT sum(seats) FROM debug_probe('panic');
FROM debug_probe('bind panic');
SELECT 'all statements were run';
