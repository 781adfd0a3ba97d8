"""The envelope of every EC2 answer (Amazon EC2 Developer Guide, "Error responses" and "Query requests")."""

from uuid import uuid4
from xml.sax.saxutils import escape

from simulator.aws.reply import Reply, ServiceError

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
CONTENT_TYPE = "text/xml;charset=UTF-8"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml_reply(action: str, content: str) -> Reply:
    """Wrap the content in the action's response element."""
    body = (
        f'{DECLARATION}<{action}Response xmlns="{NAMESPACE}"><requestId>{uuid4()}</requestId>'
        f"{content}</{action}Response>"
    )
    return Reply(body.encode(), CONTENT_TYPE)


def done_reply(action: str) -> Reply:
    """Answer an action that has nothing to tell but that it was done."""
    return xml_reply(action, "<return>true</return>")


def error_reply(error: ServiceError) -> Reply:
    """Word an error as EC2 does."""
    body = (
        f"{DECLARATION}<Response><Errors><Error><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error></Errors>"
        f"<RequestID>{uuid4()}</RequestID></Response>"
    )
    return Reply(body.encode(), CONTENT_TYPE, error.status)


def next_token_element(token: str | None) -> str:
    """Write the token of the next page; nothing on the last page."""
    return f"<nextToken>{token}</nextToken>" if token else ""
