"""Machine images: their names, and which have a name."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from typing import Any

import structlog

from application.clock import Clock
from application.pieces import pieces_of
from application.ports.source_errors import RequestRefusedError
from domain.errors import InvalidRequestError, SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_paging import Page, read_pages, with_token
from integration.aws.ec2_filters import MOST_VALUES, Filter, named, pattern
from integration.aws.ec2_replies import image_ages, image_names

IMAGES_PER_PAGE = 1000
MOST_IMAGES = 1000
UNKNOWN_FOR_SECONDS = 3600.0
FAILED_FOR_SECONDS = 60.0

Read = Callable[[Mapping[str, Any]], dict[str, str]]

log = structlog.get_logger(__name__)


class AmiReader:
    """Reads DescribeImages (Amazon EC2 API Reference) and remembers the names, which never change.

    An image without a name to be seen (deregistered, or private to its owner) is asked for again after an
    hour; images that could not be read, after a minute.
    """

    def __init__(self, clients: AwsClients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._names: dict[tuple[AwsScope, str], str] = {}
        self._not_before: dict[tuple[AwsScope, str], float] = {}

    async def read_names(self, scope: AwsScope, image_ids: Iterable[str]) -> Mapping[str, str]:
        """Names by image id, as far as they are known; never fails because EC2 does."""
        wanted = {image_id for image_id in image_ids if image_id}
        await self._learn(scope, [image_id for image_id in wanted if self._is_due(scope, image_id)])
        return {each: self._names[scope, each] for each in wanted if (scope, each) in self._names}

    async def read_present_names(self, scope: AwsScope, image_ids: Iterable[str]) -> Mapping[str, str]:
        """Names by id as EC2 tells them now, of the images that it shows; raises one of the source errors.

        A filter on `image-id` leaves out what is not there, where explicit ids would be refused.
        """
        found: dict[str, str] = {}
        for chunk in pieces_of(sorted(set(image_ids)), MOST_VALUES):
            async for page in self._pages(scope, named("image-id", chunk)):
                found |= page.content
        self._names |= {(scope, image_id): name for image_id, name in found.items() if name}
        return found

    async def find_ids(self, scope: AwsScope, name_patterns: Iterable[str]) -> list[str]:
        """Ids of the images whose name fits one of the patterns, of any owner.

        Raises one of the source errors, or InvalidRequestError for patterns that fit more than 1,000 images.
        """
        found: dict[str, str] = {}
        async for page in self._pages(scope, named("name", map(pattern, name_patterns))):
            found |= page.content
            if len(found) > MOST_IMAGES:
                raise InvalidRequestError(f"more than {MOST_IMAGES} images fit this name", "/ami_name")
        return list(found)

    async def find_newest(self, scope: AwsScope, name_pattern: str) -> str:
        """Id of the newest image whose name fits, of any owner. Raises RequestRefusedError where none does."""
        found: dict[str, str] = {}
        async for page in self._pages(scope, named("name", [pattern(name_pattern)]), image_ages):
            found |= page.content
        if not found:
            reason = f"no image in {scope.region} of {scope.account} is named {name_pattern}"
            raise RequestRefusedError(reason, "NoSuchImage", reason, frozenset())
        return max(found, key=lambda image_id: (found[image_id], image_id))

    def _is_due(self, scope: AwsScope, image_id: str) -> bool:
        if (scope, image_id) in self._names:
            return False
        return self._clock.monotonic_seconds() >= self._not_before.get((scope, image_id), 0.0)

    async def _learn(self, scope: AwsScope, image_ids: list[str]) -> None:
        pause_seconds = UNKNOWN_FOR_SECONDS
        try:
            for chunk in pieces_of(image_ids, MOST_VALUES):
                async for page in self._pages(scope, named("image-id", chunk)):
                    self._names |= {(scope, image_id): name for image_id, name in page.content.items() if name}
        except SourceUnavailableError as error:
            pause_seconds = FAILED_FOR_SECONDS
            log.warning("ami_names_unread", account=scope.account, region=scope.region, code=error.code)
        again_at = self._clock.monotonic_seconds() + pause_seconds
        self._not_before |= {(scope, image_id): again_at for image_id in image_ids}

    def _pages(
        self, scope: AwsScope, condition: Filter, read: Read = image_names
    ) -> AsyncGenerator[Page[dict[str, str]], None]:
        parameters = {"Filters": [condition], "IncludeDeprecated": True, "MaxResults": IMAGES_PER_PAGE}

        async def ask(token: str | None) -> Page[dict[str, str]]:
            return await self._clients.run(
                AwsCall(
                    scope,
                    EC2,
                    "DescribeImages",
                    lambda client: client.describe_images(**with_token(parameters, token)),
                    lambda reply: Page(read(reply), reply.get("NextToken") or None),
                )
            )

        return read_pages(ask)
