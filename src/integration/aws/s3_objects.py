"""What is asked of S3, in a thread, with a boto3 client."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

GONE = ("NoSuchKey", "404")
REPLACED = "PreconditionFailed"
NOTHING: Mapping[str, Any] = {}


def put_file(client: Any, bucket: str, key: str, path: Path) -> Mapping[str, Any]:
    """Upload a file in one request, so that there is all of it or nothing; S3 compares the digest.

    One request takes up to 5 GB (Amazon S3 User Guide, "Uploading objects").
    """
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").digest()
        file.seek(0)
        return _put(client, bucket, key, file, digest)


def put_bytes(client: Any, bucket: str, key: str, content: bytes) -> Mapping[str, Any]:
    """Upload something small."""
    return _put(client, bucket, key, content, sha256(content).digest())


def get_part(client: Any, bucket: str, key: str, span: str, tag: str) -> Mapping[str, Any]:
    """Read a span of bytes of the version that has the entity tag, of any where that is ""; NOTHING where none is.

    What was replaced since has no span: only who names a version is told so.
    """
    version = {"IfMatch": tag} if tag else {}
    try:
        reply = client.get_object(Bucket=bucket, Key=key, Range=span, **version)
    except ClientError as error:
        return _nothing_of(error)
    return {"content": reply["Body"].read(), "tag": reply["ETag"], "bytes": int(reply["ContentRange"].split("/")[1])}


def get_bytes(client: Any, bucket: str, key: str) -> Mapping[str, Any]:
    """Read something small; NOTHING where there is none."""
    try:
        reply = client.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        return _nothing_of(error)
    return {"content": reply["Body"].read()}


def delete(client: Any, bucket: str, key: str) -> Mapping[str, Any]:
    """Remove it, where it is there."""
    reply: Mapping[str, Any] = client.delete_object(Bucket=bucket, Key=key)
    return reply


def names(client: Any, bucket: str, prefix: str) -> Mapping[str, Any]:
    """List the keys that begin so."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {"keys": [found["Key"] for page in pages for found in page.get("Contents", ())]}


def _put(client: Any, bucket: str, key: str, body: Any, digest: bytes) -> Mapping[str, Any]:
    checksum = b64encode(digest).decode()
    reply: Mapping[str, Any] = client.put_object(Bucket=bucket, Key=key, Body=body, ChecksumSHA256=checksum)
    return reply


def _nothing_of(error: ClientError) -> Mapping[str, Any]:
    if error.response.get("Error", {}).get("Code") not in (*GONE, REPLACED):
        raise error
    return NOTHING
