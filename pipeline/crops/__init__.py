"""Pieces of stored page images (``page-0001.jpg``): strips, boxes, lines and single characters, read fast.

``rows`` is how a page image is stored so that a strip of it can be read alone; ``images`` reads; ``cut`` cuts out;
``encoding`` makes image files of what was cut out.
"""
