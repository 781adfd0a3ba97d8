"""The services of licences, one of each per app."""

from application.license.license_acts import LicenseActs
from application.license.license_operations import LicenseOperations
from application.license.license_tokens import LicenseTokens

SERVICES = (
    LicenseActs,
    LicenseOperations,
    LicenseTokens,
)
