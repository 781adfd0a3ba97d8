"""What it costs to ask CML controllers."""
