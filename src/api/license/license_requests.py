"""What a client may send about a licence."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, SecretStr, StrictBool

PATTERN = r"^[a-zA-Z\d+/%=-]+$"
MOST_CHARACTERS = 256
AN_EXAMPLE: JsonValue = {"token": "ZXhhbXBsZS1yZWdpc3RyYXRpb24tdG9rZW4="}
SECRET: dict[str, Any] = {"format": "password", "writeOnly": True, "pattern": PATTERN}
CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/%=-")


def _is_token(token: SecretStr) -> SecretStr:
    if not CHARACTERS.issuperset(token.get_secret_value()):
        raise ValueError("a token has letters, digits and + / % = - alone")
    return token


class RegisterLicenseRequest(BaseModel):
    """`token` as Cisco Smart Software Manager made it (CML API, LicensingRegistration); no reply shows it again.

    `reregister` = although the controller is registered.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [AN_EXAMPLE]})

    token: Annotated[
        SecretStr,
        Field(min_length=1, max_length=MOST_CHARACTERS, json_schema_extra=SECRET),
        AfterValidator(_is_token),
    ]
    reregister: StrictBool = False
