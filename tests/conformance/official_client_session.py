"""What the official client does in one session; run in an environment that has virl2_client.

Reads the address, name and password from its arguments, a topology from standard input, and writes what it saw as JSON.
"""

import json
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")

from virl2_client import ClientLibrary  # noqa: E402


def live_a_lab(client: Any, topology: str) -> dict[str, object]:
    """Import, start, look at, stop, wipe, download and remove a lab."""
    lab = client.import_lab(topology, title="Conformance")
    states = [lab.state()]
    lab.start(wait=True)
    states.append(lab.state())
    lab.sync()
    lab.sync_statistics()
    lab.sync_layer3_addresses()
    seen = {
        "nodes": sorted(node.label for node in lab.nodes()),
        "links": len(lab.links()),
        "booted": sorted({node.state for node in lab.nodes()}),
        "busy": sorted(node.label for node in lab.nodes() if node.statistics["cpu_usage"] > 0),
    }
    lab.stop(wait=True)
    states.append(lab.state())
    lab.wipe(wait=True)
    states.append(lab.state())
    downloaded, lab_id = lab.download(), lab.id
    client.remove_lab(lab_id)
    is_gone = lab_id not in client.get_lab_list(show_all=True)
    return {**seen, "states": states, "downloaded": downloaded, "is_gone": is_gone}


def register(client: Any) -> dict[str, object]:
    """Give the licence up, and register again."""
    client.licensing.deregister()
    unregistered = client.licensing.status()["registration"]["status"]
    client.licensing.register_wait("dG9rZW4=")
    return {"unregistered": unregistered, "registered": client.licensing.status()["registration"]["status"]}


def main(url: str, username: str, password: str) -> dict[str, object]:
    """Log in, look around, do all of the above, and log out."""
    client = ClientLibrary(url, username, password, ssl_verify=False, allow_http=True, raise_for_auth_failure=True)
    return {
        "version": client.system_info()["version"],
        "labs": len(client.all_labs(show_all=True)),
        "users": sorted(user["username"] for user in client.user_management.users()),
        "cpu_count": client.get_system_stats()["all"]["cpu"]["count"],
        **live_a_lab(client, sys.stdin.read()),
        **register(client),
        "is_licensed": client.get_system_health()["is_licensed"],
        "logged_out": client.logout(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
