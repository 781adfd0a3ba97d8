"""Which details of an instance differ from what is known."""

from datetime import datetime

from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.ec2_readings import EC2InstanceReading


def changed_details(
    state: CMLWorkerState, reading: EC2InstanceReading
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return them before and after. A name or image name that was not read stays as it is."""
    read = {
        "name": reading.name or state.name,
        "instance_type": reading.instance_type,
        "ami_id": reading.ami_id,
        "ami_name": reading.ami_name or state.ami_name,
        "launch_time": reading.launch_time,
    }
    changed = [name for name, value in read.items() if value != getattr(state, name)]
    return {name: _text(getattr(state, name)) for name in changed}, {name: _text(read[name]) for name in changed}


def _text(value: str | datetime | None) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
