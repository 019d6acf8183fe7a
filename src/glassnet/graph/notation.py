"""The written forms of a network: a line of text ⇄ Network ⇄ plain JSON, each way without loss."""

from glassnet.graph.plain import from_json, to_json
from glassnet.graph.text_reading import from_text
from glassnet.graph.text_writing import to_text

__all__ = ["from_json", "from_text", "to_json", "to_text"]
