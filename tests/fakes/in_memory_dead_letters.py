"""Dead letters in a dictionary."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from application.ports.dead_letters import DeadLetter, LetterPlace


class InMemoryDeadLetters:
    """Every call takes a turn of the loop."""

    def __init__(self) -> None:
        self.letters: dict[str, DeadLetter] = {}

    async def put_async(self, letters: Sequence[DeadLetter]) -> None:
        """Keep."""
        await asyncio.sleep(0)
        self.letters.update({letter.id: letter for letter in letters})

    async def list_async(self, handler: str | None, after: LetterPlace | None, limit: int) -> list[DeadLetter]:
        """Sort and pick."""
        await asyncio.sleep(0)
        found = [letter for letter in self._sorted() if handler in {None, letter.handler}]
        return [letter for letter in found if after is None or letter.place > after][:limit]

    async def ask_redelivery_async(self, letter_id: str, at: datetime) -> bool:
        """Set the mark."""
        await asyncio.sleep(0)
        if letter_id not in self.letters:
            return False
        self.letters[letter_id] = replace(self.letters[letter_id], redeliver_asked_at=at)
        return True

    async def ask_redelivery_of_all_async(self, handler: str, at: datetime) -> int:
        """Set the marks."""
        asked = [letter for letter in self._sorted() if letter.handler == handler]
        for letter in asked:
            await self.ask_redelivery_async(letter.id, at)
        return len(asked)

    async def asked_for_async(self, handler: str, limit: int) -> list[DeadLetter]:
        """Sort and pick."""
        await asyncio.sleep(0)
        asked = [letter for letter in self._sorted() if letter.redeliver_asked_at and letter.handler == handler]
        return asked[:limit]

    async def remove_of_async(self, handler: str) -> int:
        """Forget those of one."""
        return await self.remove_async([letter.id for letter in self._sorted() if letter.handler == handler])

    async def remove_async(self, letter_ids: Sequence[str]) -> int:
        """Forget."""
        await asyncio.sleep(0)
        return sum(self.letters.pop(letter_id, None) is not None for letter_id in letter_ids)

    def _sorted(self) -> list[DeadLetter]:
        return sorted(self.letters.values(), key=lambda letter: letter.place)
