"""CML controllers over HTTP, by aiohttp."""
