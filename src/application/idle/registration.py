"""The services of idle workers, one of each per app."""

from application.idle.idle_ruling import IdleRuling

SERVICES = (IdleRuling,)
