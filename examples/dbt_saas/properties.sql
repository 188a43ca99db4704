-- Writes models/staging/sources.yml and schema.yml anew from the config. From this directory, after a change of the config:
--   duckdb -unsigned -cmd "LOAD '<plotsim.duckdb_extension>'" -f properties.sql

CREATE TEMP TABLE properties AS
FROM plotsim_dbt('hivewatch.yaml', name := 'hivewatch', location := '{{ var(''rows'') }}', range_test := 'within');

COPY (SELECT content FROM properties WHERE file = 'sources.yml')
TO 'models/staging/sources.yml' (FORMAT csv, HEADER false, QUOTE '');
COPY (SELECT content FROM properties WHERE file = 'schema.yml')
TO 'models/staging/schema.yml' (FORMAT csv, HEADER false, QUOTE '');
