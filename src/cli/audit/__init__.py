"""Commands about who asked for what."""
