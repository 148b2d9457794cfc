"""Why something is no GraphQL request. `code` is made of the class's name, `message` is its docstring.

BadEnvelope
├── BodyTooLarge  AddressTooLong
├── BodyNotUtf8  BodyNotJson  BodyNotObject  BodyTooDeep  BatchingUnsupported
├── MediaTypeUnsupported  CharsetUnsupported  EncodingUnsupported
├── QueryMissing  OperationNameInvalid  VariablesInvalid  ExtensionsInvalid  ParameterRepeated
├── NumberTooLarge  NulCharacter  TooManyValues
└── MessageTypeUnknown  MessageIdInvalid  MessagePayloadInvalid          (graphql-transport-ws only)
"""

import re
from typing import ClassVar


class BadEnvelope(Exception):
    """The request is not a GraphQL request."""

    code: ClassVar[str] = "BAD_ENVELOPE"
    http_status: ClassVar[int] = 400
    operation_id: str | None = None  # WebSocket: answer `error` for this id; None: close the socket with 4400

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).upper()

    @property
    def message(self) -> str:
        return self.__doc__ or self.code

    @property
    def extensions(self) -> dict[str, str]:
        """For `errors[].extensions`."""
        return {"code": self.code}

    def __str__(self) -> str:
        return self.message


class BodyTooLarge(BadEnvelope):
    """The body is larger than this server reads."""

    http_status = 413


class AddressTooLong(BadEnvelope):
    """The query string is longer than this server reads."""

    http_status = 414


class BodyNotUtf8(BadEnvelope):
    """The body is not valid UTF-8."""


class BodyNotJson(BadEnvelope):
    """The body is not valid JSON."""


class BodyNotObject(BadEnvelope):
    """The body must be a JSON object."""


class BodyTooDeep(BadEnvelope):
    """The body is nested too deeply."""


class BatchingUnsupported(BadEnvelope):
    """Several operations in one body are not supported; send one request for each."""


class MediaTypeUnsupported(BadEnvelope):
    """The body must have the media type application/json."""

    http_status = 415


class CharsetUnsupported(BadEnvelope):
    """The body must be encoded in UTF-8."""

    http_status = 415


class EncodingUnsupported(BadEnvelope):
    """Compressed bodies are not supported."""

    http_status = 415


class QueryMissing(BadEnvelope):
    """The request must have a `query`, a string that is not blank."""


class OperationNameInvalid(BadEnvelope):
    """`operationName` must be a GraphQL name."""


class VariablesInvalid(BadEnvelope):
    """`variables` must be a JSON object."""


class ExtensionsInvalid(BadEnvelope):
    """`extensions` must be a JSON object."""


class ParameterRepeated(BadEnvelope):
    """A parameter of the address is given more than once."""


class NumberTooLarge(BadEnvelope):
    """A number is larger than 64 bits hold."""


class NulCharacter(BadEnvelope):
    """A text holds the character NUL, which cannot be stored."""


class TooManyValues(BadEnvelope):
    """The request holds too many values."""


class MessageTypeUnknown(BadEnvelope):
    """The message's `type` is none that graphql-transport-ws lets a client send."""


class MessageIdInvalid(BadEnvelope):
    """The message's `id` must be a string of 1 to 128 characters without control characters."""


class MessagePayloadInvalid(BadEnvelope):
    """The message's `payload` must be a JSON object."""
