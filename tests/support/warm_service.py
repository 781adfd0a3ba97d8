"""What a service would do anew at every start is done here once, before services are forked from this process."""

import gc

import boto3
import pytest

from main import create_app
from support.fleet_settings import REGIONS, fleet_settings
from support.kept_models import keep_models
from support.kept_routes import keep_routes
from support.loopback import LOOPBACK

NOBODY = f"{LOOPBACK}:9"


def warm_up() -> None:
    """Make an app that is never started, for its routes; read what boto3 has to read; tidy up no more what is there."""
    patch = pytest.MonkeyPatch()
    keep_routes(patch)
    keep_models(patch)
    for name in ("ec2", "cloudwatch", "sts"):
        boto3.session.Session().client(name, REGIONS[0], aws_access_key_id="none", aws_secret_access_key="none")
    create_app(fleet_settings(f"mongodb://{NOBODY}", "nothing", f"http://{NOBODY}"))
    gc.collect()
    gc.freeze()


warm_up()
