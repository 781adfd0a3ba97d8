"""What is shown to a CML controller to be let in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLLogin:
    """`secret` is the password of `username`, or a personal access token where `username` is "".

    `revision` names these credentials as they are now: when they are changed, it is another.
    """

    revision: str
    username: str
    secret: str = field(repr=False)

    @property
    def is_token(self) -> bool:
        """Whether nobody need log in first."""
        return not self.username
