"""What the service says of itself: the OpenAPI document, its examples, and a page that shows it."""
