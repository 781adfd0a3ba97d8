"""Whether archives can be kept in a bucket."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager

from application.doctor.finding import Finding, failed, ok
from application.ports.source_errors import RequestRefusedError
from domain.errors import SourceUnavailableError
from integration.aws.aws_clients import AwsClients
from integration.aws.doctor.aws_findings import finding_of
from integration.aws.doctor.iam_policy import bucket_policy
from integration.aws.doctor.tried_actions import missing_actions
from integration.aws.s3_archive_store import S3ArchiveStore
from integration.aws.s3_place import S3Place

PROBE = "cml-fleet-doctor"
"""The name of the object that is written and removed again; no archive has it."""
CONTENT = b"Written by cml-fleet doctor, which removes it again.\n"

DELETE, LIST, PUT, GET = ACTIONS = ("s3:DeleteObject", "s3:ListBucket", "s3:PutObject", "s3:GetObject")
IAM_NAMES = {"s3:ListObjectsV2": LIST}
"""Of operations that policies call otherwise (Amazon S3 API Reference, ListObjectsV2)."""
ELSEWHERE = frozenset({"AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"})
"""What S3 answers about a bucket of another region (Amazon S3 API Reference, "Error responses")."""
SETTING = "CML_FLEET_ARCHIVE_DESTINATIONS"

Errors = Mapping[str, SourceUnavailableError]


class S3Check:
    """Writes a small object, reads it and removes it, once it is known that it may be removed.

    Nothing is left behind, but in a bucket with versions, where what is removed stays as an old version.
    """

    name = "archive"

    def __init__(self, destination: str, place: S3Place, clients: AwsClients) -> None:
        self.subject = destination
        self._place = place
        self._store = S3ArchiveStore(clients, place)

    async def run_async(self) -> Finding:
        """Try what the archive does."""
        errors = await self._errors_async()
        if missing := [IAM_NAMES.get(each, each) for each in missing_actions(errors)]:
            policy = bucket_policy(self._place.bucket, self._place.prefix)
            sentence = f"not allowed in s3://{self._place.bucket}/{self._place.prefix}: {', '.join(missing)}"
            return failed(sentence, "allow that to the credentials in use", missing_actions=missing, policy=policy)
        if errors:
            return self._finding_of(next(iter(errors.values())))
        return ok(f"s3://{self._place.bucket}/{self._place.prefix} can be written, read, listed and pruned")

    async def _errors_async(self) -> Errors:
        """Return what those raised that did not go well; what may not be removed is not written."""
        unlisted = await _tried(LIST, self._store.names_async(PROBE))
        if errors := unlisted | await _tried(DELETE, self._store.remove_async(PROBE)):
            return errors
        async with self._removed_again():
            errors = await _tried(PUT, self._store.write_async(PROBE, CONTENT))
            return errors or await _tried(GET, self._store.read_async(PROBE))

    @asynccontextmanager
    async def _removed_again(self) -> AsyncIterator[None]:
        """Also where nobody waits for the answer any more."""
        try:
            yield
        finally:
            await self._store.remove_async(PROBE)

    def _finding_of(self, error: SourceUnavailableError) -> Finding:
        code = error.reason_code if isinstance(error, RequestRefusedError) else ""
        if code == "NoSuchBucket":
            return failed(f"there is no bucket {self._place.bucket}", f"create it, or correct {SETTING}")
        if code in ELSEWHERE:
            sentence = f"the bucket {self._place.bucket} is not in {self._place.scope.region}"
            return failed(sentence, f"add its region to the destination in {SETTING}: s3://...?region=eu-west-1")
        return finding_of(error)


async def _tried(action: str, asked: Awaitable[object]) -> dict[str, SourceUnavailableError]:
    try:
        await asked
    except SourceUnavailableError as error:
        return {action: error}
    return {}
