"""OpenTelemetry's SDK, its exporters, and Prometheus' client."""
