"""Workers that nobody uses: found, announced, paused."""
