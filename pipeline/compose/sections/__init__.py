"""The sections of the report: each turns public figures into Markdown and the charts that it shows."""
