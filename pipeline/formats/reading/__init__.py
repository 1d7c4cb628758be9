"""Pages of other OCR programs, and Baokan's own, read back from PAGE and ALTO.

* ``document.read_file(path)`` -> pages as the file has them (``found``), in its own units;
* ``page_xml`` and ``alto`` know the two formats, ``xml`` opens files that may be hostile;
* ``lines`` settles where each character stands, ``build`` makes pages of the model, ``layers`` records of what was
  changed between two text layers;
* ``run`` sends the pages on their way behind recognition and writes the results.
"""
