"""The services of events, one of each per app."""

from application.events.commit_figures import CommitFigures
from application.events.committer import Committer
from application.events.dispatcher import Dispatcher
from application.events.durable.consumer_host import ConsumerHost
from application.events.durable.consumer_run import ConsumerRun
from application.events.durable.durable_handler_host import DurableHandlerHost
from application.events.durable.event_delivery import EventDelivery
from application.events.durable.event_feeds import EventFeeds
from application.events.durable.redelivery import Redelivery
from application.events.event_catalogue import EventCatalogue
from application.events.event_log_health import EventLogHealth
from application.events.event_reader import EventReader
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_recovery import FleetRecovery
from application.events.followed_log import FollowedLog
from application.events.log_follower import LogFollower
from application.events.log_writer import LogWriter
from application.events.record_factory import RecordFactory
from application.events.reprojection import Reprojection
from application.events.sse.sse_event_relay import SSEEventRelay

SERVICES = (
    CommitFigures,
    Committer,
    ConsumerHost,
    ConsumerRun,
    Dispatcher,
    DurableHandlerHost,
    EventCatalogue,
    EventDelivery,
    EventFeeds,
    EventLogHealth,
    EventReader,
    FleetEventBus,
    FleetRecovery,
    FollowedLog,
    LogFollower,
    LogWriter,
    RecordFactory,
    Redelivery,
    Reprojection,
    SSEEventRelay,
)

HEALTH_CHECKS = (EventLogHealth,)
