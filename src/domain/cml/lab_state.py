"""The states of a lab, in CML's own words."""

from enum import StrEnum


class LabState(StrEnum):
    """`States` of the CML API (Cisco Modeling Labs 2.9 APIs); UNKNOWN for a word that it did not have."""

    DEFINED_ON_CORE = "DEFINED_ON_CORE"
    STOPPED = "STOPPED"
    STARTED = "STARTED"
    UNKNOWN = "UNKNOWN"
