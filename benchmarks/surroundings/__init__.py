"""What the service needs around it while it is measured, each a process of its own."""
