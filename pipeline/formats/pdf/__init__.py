"""Searchable PDF: the picture of a page with its text over it, invisible.

``textlayer`` places the text, ``glyphless`` is the font it is set in, ``objects`` writes a PDF as it grows; ``book``
puts these together for finished results, ``plugin`` is the same for OCRmyPDF, which asks for the text of one image
after another.
"""
