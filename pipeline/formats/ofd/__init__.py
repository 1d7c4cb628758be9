"""Double-layer OFD (GB/T 33190): the picture of a page over its text, character by character.

``package`` is the ZIP archive and its descriptions, ``layers`` a page, ``book`` writes a document.
"""
