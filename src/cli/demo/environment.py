"""What the programs of a demo are told through their environment."""

from collections.abc import Mapping

from cli.demo.demo_ports import LOOPBACK, DemoPorts
from cli.demo.demo_secrets import DemoSecrets
from cli.demo.programs import CONTROLLER_PASSWORD, REGIONS
from cli.python_program import program_environment

NO_FILE = "/dev/null"
METRICS_INTERVAL_SECONDS = 10
CLOUDWATCH_PERIOD_SECONDS = 60
HEALTH_INTERVAL_SECONDS = 20
LABS_INTERVAL_SECONDS = 10
CONTROLLER_TAG = "cml-endpoint"  # with it the simulator's instances name their controllers


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of every program: none of the person's own AWS settings, and no proxy to loopback."""
    inherited = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    direct = ",".join(filter(None, (environ.get("NO_PROXY") or environ.get("no_proxy"), LOOPBACK, "localhost")))
    return {**program_environment(inherited), "PYTHONUNBUFFERED": "1", "NO_PROXY": direct, "no_proxy": direct}


def service_environment(environ: Mapping[str, str], ports: DemoPorts, secrets: DemoSecrets) -> dict[str, str]:
    """Return the environment of the service: the demo's settings over those of the person who started it."""
    settings = {
        "CML_FLEET_HTTP_HOST": LOOPBACK,
        "CML_FLEET_HTTP_PORT": str(ports.service),
        "CML_FLEET_MONGODB_URI": f"mongodb://{LOOPBACK}:{ports.database}/?directConnection=true",
        "CML_FLEET_MONGODB_DATABASE": "cml_fleet",
        "CML_FLEET_AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{ports.simulator}",
        "CML_FLEET_AWS_REGIONS": ",".join(REGIONS),
        "CML_FLEET_SECRET_KEY": secrets.signing_key,
        "CML_FLEET_API_KEY_PEPPER": secrets.key_pepper,
        "CML_FLEET_BOOTSTRAP_ADMIN_KEY": secrets.admin_key,
        "CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS": str(METRICS_INTERVAL_SECONDS),
        "CML_FLEET_CLOUDWATCH_PERIOD_SECONDS": str(CLOUDWATCH_PERIOD_SECONDS),
        "CML_FLEET_CML_ENDPOINT_TAG": CONTROLLER_TAG,
        "CML_FLEET_CML_USERNAME": "admin",
        "CML_FLEET_CML_PASSWORD": CONTROLLER_PASSWORD,
        "CML_FLEET_CML_HEALTH_INTERVAL_SECONDS": str(HEALTH_INTERVAL_SECONDS),
        "CML_FLEET_LABS_REFRESH_INTERVAL_SECONDS": str(LABS_INTERVAL_SECONDS),
        "CML_FLEET_ARCHIVE_DESTINATIONS": "main=archive",
        "CML_FLEET_OUTBOUND_ALLOW_HTTP": "true",
        "CML_FLEET_OUTBOUND_ALLOW_LOOPBACK": "true",
        "CML_FLEET_OUTBOUND_ALLOWED_PORTS": "",
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_CONFIG_FILE": NO_FILE,
        "AWS_SHARED_CREDENTIALS_FILE": NO_FILE,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    from_files = {f"{name}_FILE" for name in settings}
    others = {name: value for name, value in child_environment(environ).items() if name not in from_files}
    return {**others, **settings}
