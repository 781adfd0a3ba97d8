"""The services of CML controllers, one of each per app."""

from application.cml.cml_hosts import CMLHosts
from application.cml.credentials_in_use import CredentialsInUse
from application.cml.host_turns import HostTurns
from application.cml.trust_in_use import TrustInUse
from application.cml.trust_keeper import TrustKeeper
from application.outbound.address_policy import AddressPolicy

SERVICES = (
    AddressPolicy,
    CMLHosts,
    CredentialsInUse,
    HostTurns,
    TrustInUse,
    TrustKeeper,
)
