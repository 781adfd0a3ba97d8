"""Settings: where they come from, and what is said of a wrong one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from application.errors import StartupError
from application.load_settings import load_settings
from application.settings import Settings
from application.settings_report import MASK, settings_report

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


@pytest.mark.parametrize("name", ["WORKER_METRICS_POLL_INTERVAL", "CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS"])
def test_poll_interval_has_two_names(environment: SetVariables, name: str) -> None:
    """The seeds' own name is understood, and the report says which one was used."""
    environment(**{name: "10"})
    settings = load_settings()
    assert settings.worker_metrics_poll_interval_seconds == 10
    assert settings_report(settings)["worker_metrics_poll_interval_seconds"] == {"value": 10, "source": name}


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
        ({"CML_FLEET_SECRET_KEY": None}, "CML_FLEET_SECRET_KEY is not set: signs cursors: 32 random"),
        ({"CML_FLEET_SECRET_KEY": "hunter2"}, "CML_FLEET_SECRET_KEY is too short: it takes 32 random characters"),
        ({"CML_FLEET_API_KEY_PEPPER": None}, "CML_FLEET_API_KEY_PEPPER is not set"),
        ({"CML_FLEET_API_KEY_PEPPER": "hunter2"}, "CML_FLEET_API_KEY_PEPPER is too short"),
        ({"CML_FLEET_AWS_REGIONS": " , "}, "CML_FLEET_AWS_REGIONS is not set: name the regions"),
        ({"CML_FLEET_HTTP_PORT": "hunter2"}, "CML_FLEET_HTTP_PORT: input should be a valid integer"),
        ({"CML_FLEET_HTTP_PORT": "70000"}, "CML_FLEET_HTTP_PORT: input should be less than or equal to 65535"),
        ({"CML_FLEET_FLEET_NAME": "Hunter2!"}, "CML_FLEET_FLEET_NAME: string should match pattern"),
        ({"CML_FLEET_CORS_ORIGINS": "https://a.example,hunter2"}, "CML_FLEET_CORS_ORIGINS.1: string should match"),
        ({"CML_FLEET_CORS_ORIGINS": "*"}, "CML_FLEET_CORS_ORIGINS.0: string should match pattern"),
        ({"WORKER_METRICS_POLL_INTERVAL": "0"}, "POLL_INTERVAL"),
        ({"CML_FLEET_AWS_ACCOUNTS": "hunter2"}, "CML_FLEET_AWS_ACCOUNTS: "),
        ({"CML_FLEET_AWS_ACCOUNTS": '[{"nme": "hunter2"}]'}, "CML_FLEET_AWS_ACCOUNTS.0.nme: extra inputs"),
        ({"CML_FLEET_SECRETS_DIR": "/nowhere/at/all"}, "CML_FLEET_SECRETS_DIR names /nowhere/at/all, which is no"),
        ({"CML_FLEET_SECRET_KEY_FILE": "/nowhere"}, "a setting's file cannot be read: /nowhere: No such file"),
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
