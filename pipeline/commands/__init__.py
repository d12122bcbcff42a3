"""Commands of `bedarf`, one module each, thin over rooms and stages.

Modules with a command's name in front are its parts (``limesurvey_words``: what deploy, pull and status say).
A command raises :class:`pipeline.errors.PipelineError`; ``pipeline.cli`` shows it and ends with exit code 1.
"""
