"""Licences of controllers over HTTP."""
