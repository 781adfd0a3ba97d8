"""What every AWS endpoint shares: the request as read off the wire, the reply and the error."""
