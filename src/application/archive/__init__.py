"""The archive: telemetry and events of past days as files, outside of the database."""
