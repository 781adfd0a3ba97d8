"""What the official client does in one session; run in an environment that has virl2_client.

Reads the address, name and password from its arguments, a topology from standard input, and writes what it saw as JSON.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from virl2_client import ClientLibrary  # noqa: E402


def main(url: str, username: str, password: str) -> dict[str, object]:
    """Log in, list, import, start, stop, wipe, download and remove a lab, and register a licence."""
    client = ClientLibrary(url, username, password, ssl_verify=False, allow_http=True, raise_for_auth_failure=True)
    labs = client.all_labs(show_all=True)
    imported = client.import_lab(sys.stdin.read(), title="Conformance")
    states = [imported.state()]
    imported.start(wait=True)
    states.append(imported.state())
    imported.sync()
    imported.sync_statistics()
    imported.sync_layer3_addresses()
    nodes = sorted(node.label for node in imported.nodes())
    booted = {node.state for node in imported.nodes()}
    busy = [node.label for node in imported.nodes() if node.statistics["cpu_usage"] > 0]
    stats = client.get_system_stats()["all"]
    imported.stop(wait=True)
    states.append(imported.state())
    imported.wipe(wait=True)
    states.append(imported.state())
    downloaded = imported.download()
    lab_id = imported.id
    client.remove_lab(lab_id)
    client.licensing.deregister()
    unregistered = client.licensing.status()["registration"]["status"]
    client.licensing.register_wait("dG9rZW4=")
    return {
        "version": client.system_info()["version"],
        "labs": len(labs),
        "titles": sorted(lab.title for lab in labs),
        "states": states,
        "nodes": nodes,
        "booted": sorted(booted),
        "busy": sorted(busy),
        "links": len(imported._links),
        "cpu_count": stats["cpu"]["count"],
        "downloaded": downloaded,
        "is_gone": lab_id not in client.get_lab_list(show_all=True),
        "unregistered": unregistered,
        "registered": client.licensing.status()["registration"]["status"],
        "is_licensed": client.get_system_health()["is_licensed"],
        "users": sorted(user["username"] for user in client.user_management.users()),
        "logged_out": client.logout(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
