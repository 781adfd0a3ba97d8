"""The services of the catalogue, one of each per app."""

from application.catalogue.aws_facts_reader import AwsFactsReader
from application.catalogue.catalogue_follower import CatalogueFollower
from application.catalogue.catalogue_keeping import CatalogueKeeping
from application.catalogue.definitions_reader import DefinitionsReader
from application.catalogue.instances_shown import InstanceTypesShown
from application.catalogue.price_facts_reader import PriceFactsReader

SERVICES = (
    AwsFactsReader,
    CatalogueFollower,
    CatalogueKeeping,
    DefinitionsReader,
    InstanceTypesShown,
    PriceFactsReader,
)

HOSTED = (CatalogueFollower,)
