"""The services of alerts, one of each per app."""

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_rules import AlertRules
from application.alert.alert_watch import AlertWatch

SERVICES = (AlertEvaluation, AlertRules, AlertWatch)

HOSTED = (AlertWatch,)
