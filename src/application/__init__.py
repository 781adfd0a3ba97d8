"""The spine of the product: commands, queries, jobs and the ports they need."""
