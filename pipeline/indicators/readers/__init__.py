"""Read what German statistical offices publish, as downloaded; a package of its own that knows no topic.

``recognise.read(path)`` says by its content what a file is and gives tables of cells; each cell has region,
period, item, value, status, unit and place in the file (``model``). Nothing here imports more of the project
than its error class and the limits of workbooks.
"""
