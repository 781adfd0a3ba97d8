"""The services of maintenance, one of each per app."""

from application.maintenance.orphan_leases import OrphanLeases

SERVICES = (OrphanLeases,)
