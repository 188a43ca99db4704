-- The sources of the project, made from its datagen.yaml. Run in the database that smelt.yml names:
--   duckdb -unsigned -cmd "LOAD '<plotsim.duckdb_extension>'" target/dev.duckdb -f raw.sql

CALL plotsim_write('datagen.yaml', '.');

CREATE SCHEMA IF NOT EXISTS raw;
CREATE OR REPLACE TABLE raw.members AS FROM read_parquet('data/members/data.parquet');
CREATE OR REPLACE TABLE raw.plants AS FROM read_parquet('data/plants/data.parquet');
CREATE OR REPLACE TABLE raw.sales AS FROM read_parquet('data/sales/*/data.parquet');
