"""Licences of controllers: registered with Cisco, renewed and given up, as operations."""
