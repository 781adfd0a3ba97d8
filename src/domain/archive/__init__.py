"""Archives: what is kept of the past outside of the database, and who has it kept."""
