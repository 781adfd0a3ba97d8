"""The services of labs, one of each per app."""

from application.lab.lab_json import LabJson
from application.lab.lab_operations import LabOperations
from application.lab.lab_places import LabPlaces
from application.lab.lab_present import LabPresent
from application.lab.lab_sync import LabSync

SERVICES = (
    LabJson,
    LabOperations,
    LabPlaces,
    LabPresent,
    LabSync,
)
