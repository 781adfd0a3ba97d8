"""Settings: where they come from, and what is said of a wrong one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from application.errors import StartupError
from application.load_settings import load_settings
from application.read_settings import read_settings
from application.settings import Settings
from application.settings_report import MASK, settings_report
from application.settings_variables import OF_THE_COMMAND_LINE, unknown_variables
from cli.connection.target import SERVER_VARIABLE, TOKEN_FILE_VARIABLE, TOKEN_VARIABLE
from cli.simulator.control import SIMULATOR_VARIABLE

SECRET = "0123456789abcdef0123456789abcdef-secret"
COMPLETE = {
    "CML_FLEET_MONGODB_URI": "mongodb://user:hunter2@db.example",
    "CML_FLEET_SECRET_KEY": SECRET,
    "CML_FLEET_API_KEY_PEPPER": SECRET,
    "CML_FLEET_AWS_REGIONS": "us-east-1, eu-west-1,",
}
SetVariables = Callable[..., None]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> SetVariables:
    """Nothing but a complete environment; call it to set more, None to unset."""
    for name in os.environ:
        if name.upper().startswith(("CML_FLEET_", "WORKER_METRICS_")):
            monkeypatch.delenv(name)

    def set_variables(**variables: str | None) -> None:
        for name, value in variables.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)

    set_variables(**COMPLETE)
    return set_variables


def test_settings_are_read_from_variables(environment: SetVariables) -> None:
    """Lists are separated by commas, and a list of objects is JSON."""
    environment(CML_FLEET_AWS_ACCOUNTS='[{"name": "lab", "role_arn": "arn:aws:iam::1:role/x"}]')
    settings = load_settings()
    assert settings.aws_regions == ["us-east-1", "eu-west-1"]
    assert [account.name for account in settings.aws_accounts] == ["lab"]
    assert settings.mongodb_uri.get_secret_value() == COMPLETE["CML_FLEET_MONGODB_URI"]


def test_discovery_filters_are_read_from_variables(environment: SetVariables) -> None:
    """Tags are pairs, several separated by commas; a value may hold an equals sign, or nothing."""
    environment(
        CML_FLEET_DISCOVERY_AMI_IDS="ami-0123456789abcdef0",
        CML_FLEET_DISCOVERY_AMI_NAMES="cisco-cml2*, cml-*",
        CML_FLEET_DISCOVERY_TAGS="course=ccnp, formula=a=b, empty=",
        CML_FLEET_DISCOVERY_VPC_IDS="vpc-0123456789abcdef0",
    )
    settings = load_settings()
    assert settings.discovery_ami_ids == ["ami-0123456789abcdef0"]
    assert settings.discovery_ami_names == ["cisco-cml2*", "cml-*"]
    assert settings.discovery_tags == {"course": "ccnp", "formula": "a=b", "empty": ""}
    assert settings.discovery_vpc_ids == ["vpc-0123456789abcdef0"]


@pytest.mark.parametrize(
    ("name", "value"), [("TAGS", "course"), ("TAGS", "=ccnp"), ("AMI_IDS", "cml-*"), ("VPC_IDS", "vpc-x")]
)
def test_start_is_refused_when_a_discovery_filter_makes_no_sense(
    environment: SetVariables, name: str, value: str
) -> None:
    """A slip would otherwise find nothing, every ten minutes."""
    environment(**{f"CML_FLEET_DISCOVERY_{name}": value})
    with pytest.raises(StartupError, match=f"CML_FLEET_DISCOVERY_{name}"):
        load_settings()


@pytest.mark.parametrize("name", ["WORKER_METRICS_POLL_INTERVAL", "CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS"])
def test_poll_interval_has_two_names(environment: SetVariables, name: str) -> None:
    """The seeds' own name is understood, and the report says which one was used."""
    environment(**{name: "10"})
    settings = load_settings()
    assert settings.worker_metrics_poll_interval_seconds == 10
    assert settings_report(settings)["worker_metrics_poll_interval_seconds"] == {"value": 10, "source": name}


@pytest.mark.parametrize("place", ["ftp://archive.example/fleet", "file:///var/archive", ""])
def test_start_is_refused_where_archives_cannot_be_kept(environment: SetVariables, place: str) -> None:
    """Else a directory called `ftp:` would be made, and filled."""
    environment(CML_FLEET_ARCHIVE_DESTINATIONS=f"main={place}")
    with pytest.raises(StartupError, match="a directory, or begins with s3://"):
        load_settings()


def test_settings_are_read_from_files_that_variables_name(environment: SetVariables, tmp_path: Path) -> None:
    """White space at the ends of a file is nobody's secret; lists and JSON work as in variables."""
    secret, accounts = tmp_path / "uri", tmp_path / "accounts"
    secret.write_text("mongodb://from-a-file\n")
    accounts.write_text('[{"name": "lab"}]')
    environment(
        CML_FLEET_MONGODB_URI=None,
        CML_FLEET_MONGODB_URI_FILE=str(secret),
        CML_FLEET_AWS_ACCOUNTS_FILE=str(accounts),
    )
    settings = load_settings()
    assert settings.mongodb_uri.get_secret_value() == "mongodb://from-a-file"
    assert settings.aws_accounts[0].name == "lab"
    assert settings_report(settings)["mongodb_uri"] == {"value": MASK, "source": "CML_FLEET_MONGODB_URI_FILE"}


@pytest.mark.parametrize("name", ["cml_fleet_secret_key", "CML_FLEET_SECRET_KEY"])
def test_settings_are_read_from_a_secrets_directory(environment: SetVariables, tmp_path: Path, name: str) -> None:
    """A file per secret, as orchestrators mount them."""
    (tmp_path / name).write_text(SECRET)
    environment(CML_FLEET_SECRET_KEY=None, CML_FLEET_SECRETS_DIR=str(tmp_path))
    report = settings_report(load_settings())
    assert report["secret_key"] == {"value": MASK, "source": "CML_FLEET_SECRETS_DIR"}


def test_report_shows_no_secret(environment: SetVariables) -> None:
    """What is not set is seen to be empty, what is set is masked, and the rest is shown with its source."""
    report = settings_report(load_settings())
    assert SECRET not in str(report)
    assert "hunter2" not in str(report)
    assert report["bootstrap_admin_key"] == {"value": "", "source": "default"}
    assert report["aws_regions"] == {"value": ["us-east-1", "eu-west-1"], "source": "CML_FLEET_AWS_REGIONS"}
    assert report["aws_accounts"]["value"][0]["name"] == "default"
    assert settings_report(Settings(http_port=1))["http_port"] == {"value": 1, "source": "argument"}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"CML_FLEET_MONGODB_URI": None}, "CML_FLEET_MONGODB_URI is not set: for example mongodb://"),
        (
            {"CML_FLEET_SECRET_KEY": None},
            "CML_FLEET_SECRET_KEY is not set: signs cursors and encrypts credentials: 32 random",
        ),
        ({"CML_FLEET_SECRET_KEY": "hunter2"}, "CML_FLEET_SECRET_KEY is too short: it takes 32 random characters"),
        ({"CML_FLEET_API_KEY_PEPPER": None}, "CML_FLEET_API_KEY_PEPPER is not set"),
        ({"CML_FLEET_API_KEY_PEPPER": "hunter2"}, "CML_FLEET_API_KEY_PEPPER is too short"),
        ({"CML_FLEET_AWS_REGIONS": " , "}, "CML_FLEET_AWS_REGIONS is not set: name the regions"),
        ({"CML_FLEET_HTTP_PORT": "hunter2"}, "CML_FLEET_HTTP_PORT cannot be used (input should be a valid integer"),
        (
            {"CML_FLEET_HTTP_PORT": "70000"},
            "less than or equal to 65535): correct it, or unset it for its default, 8080",
        ),
        ({"CML_FLEET_FLEET_NAME": "Hunter2!"}, "CML_FLEET_FLEET_NAME cannot be used (string should match pattern"),
        (
            {"CML_FLEET_CORS_ORIGINS": "https://a.example,hunter2"},
            "CML_FLEET_CORS_ORIGINS.1 cannot be used (string should match",
        ),
        ({"CML_FLEET_CORS_ORIGINS": "*"}, "CML_FLEET_CORS_ORIGINS.0 cannot be used (string should match pattern"),
        ({"WORKER_METRICS_POLL_INTERVAL": "0"}, "POLL_INTERVAL"),
        (
            {"CML_FLEET_AWS_ACCOUNTS": "hunter2"},
            "CML_FLEET_AWS_ACCOUNTS cannot be used (it takes a JSON list of objects): correct it (accounts",
        ),
        (
            {"CML_FLEET_AWS_ACCOUNTS": '[{"nme": "hunter2"}]'},
            "CML_FLEET_AWS_ACCOUNTS.0.nme cannot be used (extra inputs",
        ),
        ({"CML_FLEET_SECRETS_DIR": "/nowhere/hunter2"}, "CML_FLEET_SECRETS_DIR names no directory: correct the path"),
        (
            {"CML_FLEET_SECRET_KEY_FILE": "/hunter2"},
            "CML_FLEET_SECRET_KEY_FILE names a file that cannot be read (No such",
        ),
        ({"CML_FLEET_SECRET_KEY_FILE": "/hunter2", "CML_FLEET_SECRET_KEY": None}, "CML_FLEET_SECRET_KEY_FILE names"),
        ({"CML_FLEET_MONGODB_URI": "hunter2"}, "CML_FLEET_MONGODB_URI cannot be used (it begins with mongodb://"),
        (
            {"CML_FLEET_CLOUDWATCH_PERIOD_SECONDS": "120"},
            "(a data point of EC2 comes every 60 s or every 300 s): correct",
        ),
    ],
)
def test_start_is_refused_in_one_sentence_when_a_setting_is_wrong(
    environment: SetVariables, variables: dict[str, str | None], sentence: str
) -> None:
    """It names the variable and the cure, and never shows the value."""
    environment(**variables)
    with pytest.raises(StartupError) as refusal:
        load_settings()
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "hunter2" not in str(refusal.value).lower()


def test_start_is_refused_with_every_fault_when_several_settings_are_wrong(environment: SetVariables) -> None:
    """Nobody has to start it again to hear of the next one."""
    environment(CML_FLEET_SECRET_KEY=None, CML_FLEET_HTTP_PORT="hunter2", CML_FLEET_LOG_LEVEL="hunter2")
    with pytest.raises(StartupError) as refusal:
        load_settings()
    first, *sentences = str(refusal.value).splitlines()
    assert first == "3 settings are wrong:"
    assert [sentence.split()[0] for sentence in sentences] == [
        "CML_FLEET_HTTP_PORT",
        "CML_FLEET_LOG_LEVEL",
        "CML_FLEET_SECRET_KEY",
    ]
    assert "hunter2" not in str(refusal.value)


def test_what_is_right_is_read_when_something_is_wrong(environment: SetVariables) -> None:
    """A default stands in for a value that cannot be used, and the report says so."""
    environment(CML_FLEET_HTTP_PORT="hunter2", WORKER_METRICS_POLL_INTERVAL="0", CML_FLEET_MONGODB_DATABASE="mine")
    reading = read_settings()
    assert reading.wrong == {"http_port", "worker_metrics_poll_interval_seconds"}
    assert reading.settings.mongodb_database == "mine"
    report = settings_report(reading.settings, reading.wrong)
    assert report["http_port"] == {"value": 8080, "source": "default, for CML_FLEET_HTTP_PORT is wrong"}
    assert report["worker_metrics_poll_interval_seconds"] == {
        "value": 300,
        "source": "default, for WORKER_METRICS_POLL_INTERVAL is wrong",
    }


def test_a_file_is_named_when_it_holds_no_text(environment: SetVariables, tmp_path: Path) -> None:
    """In a directory of secrets, too; the other files of it concern nobody."""
    for name in ("CML_FLEET_SECRET_KEY", "other"):
        (tmp_path / name).write_bytes(b"\xff\xfe\xff")
    environment(CML_FLEET_SECRETS_DIR=str(tmp_path), CML_FLEET_LOG_LEVEL_FILE=str(tmp_path / "other"))
    in_directory, named = read_settings().problems
    assert str(in_directory) == (
        "CML_FLEET_SECRETS_DIR holds a file CML_FLEET_SECRET_KEY that cannot be read (no text in UTF-8): "
        "let the service read it, or remove it"
    )
    assert str(named) == (
        "CML_FLEET_LOG_LEVEL_FILE names a file that cannot be read (no text in UTF-8): "
        "correct the path, or let the service read the file"
    )


def test_the_external_id_of_an_account_is_masked(environment: SetVariables) -> None:
    """It is half of what lets others assume the role."""
    environment(CML_FLEET_AWS_ACCOUNTS='[{"name": "lab", "external_id": "hunter2"}]')
    (account,) = settings_report(load_settings())["aws_accounts"]["value"]
    assert (account["name"], account["external_id"], account["role_arn"]) == ("lab", MASK, None)


def test_unknown_variables_are_named_with_what_may_have_been_meant() -> None:
    """A slip of the pen would else be a default that nobody wanted; the command line's own variables are known."""
    known = {SERVER_VARIABLE, TOKEN_VARIABLE, TOKEN_FILE_VARIABLE, SIMULATOR_VARIABLE}
    environ = dict.fromkeys(("CML_FLEET_HTPP_PORT", "cml_fleet_http_port", "CML_FLEET_ZZZ", "PATH", *known), "x")
    assert [str(unknown) for unknown in unknown_variables(environ)] == [
        "CML_FLEET_HTPP_PORT is read by nothing: did you mean CML_FLEET_HTTP_PORT?",
        "CML_FLEET_ZZZ is read by nothing: remove it",
    ]
    assert known == OF_THE_COMMAND_LINE
