"""Documents from sources that hold no code: by Quarto or the built-in engine; the steering board."""

from pipeline.render.documents import render

__all__ = ["render"]
