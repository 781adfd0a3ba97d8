"""The CML controller that an instance carries: its labs, users, licence and history."""
