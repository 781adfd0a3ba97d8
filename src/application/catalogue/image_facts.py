"""What was read of the images of one account and region, as entries and as warnings."""

from collections.abc import Mapping

from application.catalogue.catalogue_readings import EC2_IMAGES, CatalogueReadings
from application.catalogue.wanted_facts import WantedFacts, WantedInScope
from application.job.job_run import JobRun
from domain.catalogue.catalogue_entry import CatalogueKind, MachineImage, entry_id, image_key
from domain.worker.aws_scope import AwsScope

OF_WORKERS = "the image of workers was deregistered or is no longer shared: no worker can be made of it again"
OF_TEMPLATES = "the image of a launch template is shown to no account of the fleet"


def note_images(
    run: JobRun, scope: AwsScope, wanted: WantedInScope, names: Mapping[str, str], readings: CatalogueReadings
) -> None:
    """Note what EC2 shows, and what it shows no more of workers' images; a template's may be another account's."""
    for image_id in wanted.image_ids:
        if image_id not in names and image_id not in wanted.images:
            continue
        image = MachineImage(
            account=scope.account,
            region=scope.region,
            ami_id=image_id,
            name=names.get(image_id) or wanted.images.get(image_id, ""),
            available=image_id in names,
        )
        readings.note(image_key(*scope, image_id), image, EC2_IMAGES)
        if not image.available:
            run.warn(OF_WORKERS, f"{image.name or 'without a known name'} ({image_id}, {scope.region})")


def warn_of_templates(run: JobRun, wanted: WantedFacts, readings: CatalogueReadings, read: set[AwsScope]) -> None:
    """Warn of images that no account has, where all accounts of the region could be asked."""
    for name, template in wanted.templates.items():
        for region, place in template.regions.items():
            scopes = [scope for scope in wanted.by_scope if scope.region == region]
            if place.ami_id and scopes and read.issuperset(scopes):
                ids = (entry_id(CatalogueKind.IMAGE, image_key(*scope, place.ami_id)) for scope in scopes)
                if not any(_is_available(readings, each) for each in ids):
                    run.warn(OF_TEMPLATES, f"{name} ({place.ami_id}, {region})")


def _is_available(readings: CatalogueReadings, image_id: str) -> bool:
    entry = readings.entries.get(image_id)
    return entry is not None and isinstance(entry.facts, MachineImage) and entry.facts.available
