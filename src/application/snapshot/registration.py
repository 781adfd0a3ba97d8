"""The services of snapshots, one of each per app."""

from application.snapshot.fleet_snapshots import FleetSnapshots

SERVICES = (FleetSnapshots,)
