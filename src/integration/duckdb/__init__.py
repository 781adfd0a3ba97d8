"""Files of rows, by DuckDB: it is imported when it is first needed, for it is large."""
