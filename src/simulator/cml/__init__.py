"""The CML hosts of the simulated instances: the REST API of CML 2.9, each on a port of its own."""
