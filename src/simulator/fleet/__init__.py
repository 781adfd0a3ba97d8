"""The one model behind every endpoint: instances, their life over time and the load they carry."""
