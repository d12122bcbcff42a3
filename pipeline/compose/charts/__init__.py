"""Charts: one definition each, drawn for print and phone (matplotlib) and as a plotly figure."""
