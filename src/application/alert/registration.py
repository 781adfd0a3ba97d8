"""The services of alerts, one of each per app."""

from application.alert.alert_evaluation import AlertEvaluation
from application.alert.alert_rules import AlertRules

SERVICES = (AlertEvaluation, AlertRules)
