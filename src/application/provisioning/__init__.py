"""New workers: their instances are launched from templates and followed until they can be used."""
