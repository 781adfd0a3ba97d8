"""Topologies as files: YAML as CML 2.9 writes and reads it."""
