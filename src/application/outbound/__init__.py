"""Where the service may connect to, when somebody outside names the address."""
